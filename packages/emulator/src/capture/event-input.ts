import { badRequest } from "../http/http-error.ts";
import { isDateTime } from "../rest/date-time.ts";
import type { EventRow } from "../state/rows.ts";
import { checkEventBody, isObject } from "./event-body.ts";

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

function optionalText(event: Record<string, unknown>, member: string): string | null {
  const value = event[member];
  if (value === null || value === undefined) return null;
  if (typeof value !== "string" || value.length > 255)
    throw badRequest(`${member} must be a text of at most 255 characters`);
  return value;
}

/** Reads one event; `typeMember` is `type` for the capture service and `event_type` for the API. Throws 400. */
export function readEvent(event: unknown, typeMember: "type" | "event_type"): EventInput {
  if (!isObject(event)) throw badRequest("an event must be an object");
  const type = event[typeMember];
  if (typeof type !== "string" || !types.includes(type)) throw badRequest(`unknown event type: ${String(type)}`);
  const body = event.body ?? {};
  if (!isObject(body)) throw badRequest("body must be an object");
  checkEventBody(type as EventRow["type"], body);
  const sentAt = optionalText(event, "sent_at");
  if (sentAt !== null && !isDateTime(sentAt)) throw badRequest("sent_at must be a date such as 2026-01-31T12:00:00Z");
  return {
    type: type as EventRow["type"],
    body,
    idempotencyKey: optionalText(event, "idempotency_key"),
    sentAt,
    trustedClientClock: event.trusted_client_clock === true || event.backfill === true,
    backfill: event.backfill === true,
  };
}
