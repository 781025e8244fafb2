import { decodeBody, isKnownType } from "./decode-body.ts";
import { WebhookSignatureError } from "./error.ts";
import type { WebhookBodies } from "./generated/bodies.ts";

/** The types of event that this version knows, such as `company.updated`. */
export type WebhookEventType = keyof WebhookBodies;

/** What every event carries. */
export interface WebhookEnvelope {
  /** The event's type as the service spelled it. */
  readonly action: string;
  readonly objectType?: string | undefined;
  readonly accountId?: string | undefined;
  readonly environmentId?: string | undefined;
  /** On events about a company, and on triggers. */
  readonly companyId?: string | undefined;
  /** On triggers of entitlements. */
  readonly featureId?: string | undefined;
}

/** An event of a known type; its body has camelCase names and `Date`s. */
export interface KnownWebhookEvent<Type extends WebhookEventType> extends WebhookEnvelope {
  readonly type: Type;
  readonly body: WebhookBodies[Type];
}

/** An event of a type that this version does not know (`action` names it); its body is as it came. */
export interface UnknownWebhookEvent extends WebhookEnvelope {
  readonly type: "unknown";
  readonly body: unknown;
}

/** A verified event, told apart by `type`. */
export type WebhookEvent =
  | { [Type in WebhookEventType]: KnownWebhookEvent<Type> }[WebhookEventType]
  | UnknownWebhookEvent;

/** Whether a listener can be for events of this `type`. */
export const isEventType = (type: string): boolean => type === "unknown" || isKnownType(type);

/** The event in a verified body. Throws `malformed` when the body is not a JSON object. */
export function webhookEvent(bytes: Uint8Array): WebhookEvent {
  const { action, object_type, account_id, environment_id, company_id, feature_id, body } = parseObject(bytes);
  const type = text(action) ?? "";
  const event = {
    type: isKnownType(type) ? type : "unknown",
    action: type,
    objectType: text(object_type),
    accountId: text(account_id),
    environmentId: text(environment_id),
    companyId: text(company_id),
    featureId: text(feature_id),
    body: decodeBody(type, body),
  };
  // The signature vouches for the body's shape; the type that goes with it is looked up, which TypeScript cannot follow.
  return event as WebhookEvent;
}

const decoder = new TextDecoder();

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // What a parser says could quote the body; that it is no JSON says enough.
  }
  throw new WebhookSignatureError("malformed", "the signature is right, but the body is not a JSON object");
}
