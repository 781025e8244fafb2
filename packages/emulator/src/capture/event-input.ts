import { badRequest } from "../http/http-error.ts";
import type { EventRow } from "../state/rows.ts";

/** One event as it arrives, whichever way. */
export interface EventInput {
  readonly type: EventRow["type"];
  readonly body: Readonly<Record<string, unknown>>;
  readonly idempotencyKey: string | null;
  readonly sentAt: string | null;
  readonly trustedClientClock: boolean;
  readonly backfill: boolean;
}

const types: readonly string[] = ["flag_check", "identify", "inference", "track"];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function optionalText(event: Record<string, unknown>, member: string): string | null {
  const value = event[member];
  if (value === null || value === undefined) return null;
  if (typeof value !== "string" || value.length > 255)
    throw badRequest(`${member} must be a text of at most 255 characters`);
  return value;
}

const required: Readonly<
  Record<EventRow["type"], readonly (readonly [string, "string" | "object" | "boolean" | "number"])[]>
> = {
  identify: [["keys", "object"]],
  track: [["event", "string"]],
  flag_check: [
    ["flag_key", "string"],
    ["reason", "string"],
    ["value", "boolean"],
  ],
  inference: [
    ["company", "object"],
    ["provider", "string"],
    ["response_model", "string"],
    ["input_tokens", "number"],
    ["output_tokens", "number"],
  ],
};

function checkBody(type: EventRow["type"], body: Record<string, unknown>): void {
  for (const [member, wanted] of required[type])
    if (typeof body[member] !== wanted || body[member] === null)
      throw badRequest(`body.${member} of a ${type} event must be of type ${wanted}`);
}

/** Reads one event; `typeMember` is `type` for the capture service and `event_type` for the API. Throws 400. */
export function readEvent(event: unknown, typeMember: "type" | "event_type"): EventInput {
  if (!isObject(event)) throw badRequest("an event must be an object");
  const type = event[typeMember];
  if (typeof type !== "string" || !types.includes(type)) throw badRequest(`unknown event type: ${String(type)}`);
  const body = event.body ?? {};
  if (!isObject(body)) throw badRequest("body must be an object");
  checkBody(type as EventRow["type"], body);
  const sentAt = optionalText(event, "sent_at");
  if (sentAt !== null && Number.isNaN(Date.parse(sentAt))) throw badRequest("sent_at must be a date");
  return {
    type: type as EventRow["type"],
    body,
    idempotencyKey: optionalText(event, "idempotency_key"),
    sentAt,
    trustedClientClock: event.trusted_client_clock === true || event.backfill === true,
    backfill: event.backfill === true,
  };
}
