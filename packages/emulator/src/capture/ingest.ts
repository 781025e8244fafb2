import { HttpError } from "../http/http-error.ts";
import type { ApiKeyRow, EventRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { EventError } from "./event-error.ts";
import type { EventInput } from "./event-input.ts";
import { applyIdentify } from "./identify.ts";
import { applyTrack } from "./track.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
/** How long the service remembers an idempotency key. */
const idempotencyWindow = day;
const maxAhead = 5 * minute;
const maxBehind = { trusted: 34 * day, backfill: 365 * day };
/** Events kept for reading; what they counted stays when they go. */
const keptEvents = 10_000;

/** Idempotency keys kept: a day's at 5 a second. A clock that stands still would keep all. */
const keptKeys = 500_000;

/** What an event turned out to be about. */
export type Outcome = Partial<Pick<EventRow, "company_id" | "user_id" | "feature_ids" | "quantity" | "subtype">>;

function effectiveTime(state: State, event: EventInput, key: ApiKeyRow): number {
  const now = state.clock.now();
  if (!event.trustedClientClock) return now;
  if (key.kind !== "secret") throw new EventError("trusted_client_clock and backfill require a secret API key");
  if (event.sentAt === null) throw new EventError("sent_at is required when trusted_client_clock or backfill is true");
  const at = Date.parse(event.sentAt);
  if (at > now + maxAhead) throw new EventError("sent_at cannot be more than 5 minutes in the future");
  const [limit, days] = event.backfill ? [maxBehind.backfill, 365] : [maxBehind.trusted, 34];
  if (at < now - limit) throw new EventError(`sent_at cannot be more than ${days} days in the past`);
  return at;
}

function isDuplicate(state: State, event: EventInput): boolean {
  if (event.idempotencyKey === null) return false;
  const id = `${event.type}|${event.idempotencyKey}`;
  const now = state.clock.now();
  const known = state.store.get("idempotency", id);
  // The clock may have gone back since: within a day either way it is the same event.
  if (known && Math.abs(now - Date.parse(known.created_at)) < idempotencyWindow) return true;
  const at = state.clock.iso();
  const expires = new Date(now + idempotencyWindow).toISOString();
  state.store.put("idempotency", { id, created_at: at, updated_at: at, expires_at: expires });
  state.store.forgetOldest("idempotency", keptKeys);
  return false;
}

/** Runs what an event does. What can fail is looked at before anything is written, so a failed event leaves nothing. */
function apply(state: State, event: EventInput, row: EventRow, key: ApiKeyRow): Outcome {
  if (key.readonly && event.type !== "flag_check") throw new EventError("the API key is read-only");
  const at = { ...row, effective_at: new Date(effectiveTime(state, event, key)).toISOString() };
  if (event.type === "identify") return applyIdentify(state, event);
  if (event.type === "track" || event.type === "inference")
    return { ...applyTrack(state, event, at, key), ...pick(at) };
  return flagCheckOutcome(event.body);
}

const pick = (row: EventRow): { effective_at: string } => ({ effective_at: row.effective_at });

function flagCheckOutcome(body: EventInput["body"]): Outcome {
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  return { company_id: text(body.company_id), user_id: text(body.user_id), subtype: text(body.flag_key) };
}

/** Takes one event in: drops a duplicate (`undefined`), else records it with what it did. */
export function ingest(
  state: State,
  event: EventInput,
  options: { key: ApiKeyRow; source: EventRow["source"] },
): EventRow | undefined {
  if (isDuplicate(state, event)) return undefined;
  const now = state.clock.iso();
  const row: EventRow = {
    ...state.fresh("evnt"),
    type: event.type,
    body: event.body,
    subtype: null,
    quantity: 1,
    captured_at: now,
    sent_at: event.sentAt,
    effective_at: now,
    backfill: event.backfill,
    idempotency_key: event.idempotencyKey,
    company_id: null,
    user_id: null,
    feature_ids: [],
    status: "processed",
    error_message: null,
    api_key_id: options.key.id,
    source: options.source,
  };
  const record = (): EventRow => state.store.put("events", { ...row, ...outcomeOf(state, event, row, options.key) });
  const stored = event.backfill ? state.store.silently(record) : record();
  state.store.forgetOldest("events", keptEvents);
  return stored;
}

function outcomeOf(state: State, event: EventInput, row: EventRow, key: ApiKeyRow): Partial<EventRow> {
  try {
    return apply(state, event, row, key);
  } catch (error) {
    if (!(error instanceof EventError || error instanceof HttpError)) throw error;
    return { status: "failed", error_message: error.message };
  }
}
