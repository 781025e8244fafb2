import { WebhookSignatureError } from "./error.ts";

/** What every event carries. */
export interface WebhookEnvelope {
  /** The event's type as the service spelled it. */
  readonly action: string;
  readonly objectType?: string | undefined;
  readonly accountId?: string | undefined;
  readonly environmentId?: string | undefined;
  readonly companyId?: string | undefined;
  readonly featureId?: string | undefined;
}

/** An event of a type that this version does not know; its body is as it came. */
export interface UnknownWebhookEvent extends WebhookEnvelope {
  readonly type: "unknown";
  readonly body: unknown;
}

/** A verified event, told apart by `type`. */
export type WebhookEvent = UnknownWebhookEvent;

/** The event in a verified body. Throws `malformed` when the body is not a JSON object. */
export function webhookEvent(bytes: Uint8Array): WebhookEvent {
  const wire = parseObject(bytes);
  return {
    type: "unknown",
    action: text(wire.action) ?? "",
    objectType: text(wire.object_type),
    accountId: text(wire.account_id),
    environmentId: text(wire.environment_id),
    companyId: text(wire.company_id),
    featureId: text(wire.feature_id),
    body: wire.body,
  };
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // What a parser says could quote the body; that it is no JSON says enough.
  }
  throw new WebhookSignatureError("malformed", "the signature is right, but the body is not a JSON object");
}
export const isEventType = (type: string): type is WebhookEvent["type"] => type === "unknown";
