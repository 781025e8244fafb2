import { readEvent } from "../../capture/event-input.ts";
import { ingest } from "../../capture/ingest.ts";
import { notFound } from "../../http/http-error.ts";
import type { ApiKeyRow, EventRow } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import { eventSummaryView } from "../../views/catalog.ts";
import { eventView } from "../../views/events.ts";
import type { Handlers, OperationRequest } from "../operation.ts";
import { among, page } from "../query.ts";

function take(state: State, event: unknown, key: ApiKeyRow): Record<string, unknown> {
  const row = ingest(state, readEvent(event, "event_type"), { key, source: "api" });
  const captured_at = row?.captured_at ?? state.clock.iso();
  return { captured_at, event_id: row?.id ?? null, remote_ip: "127.0.0.1", user_agent: "" };
}

function listed(state: State, { query }: OperationRequest): EventRow[] {
  const [companyId, userId, flagId] = [query.text("company_id"), query.text("user_id"), query.text("flag_id")];
  const [subtype, types, key] = [
    query.text("event_subtype"),
    query.texts("event_types"),
    query.text("idempotency_key"),
  ];
  const flagKey = flagId === undefined ? undefined : state.store.get("flags", flagId)?.key;
  return state.store
    .list("events")
    .filter((row) => among(types, row.type) && (subtype === undefined || row.subtype === subtype))
    .filter((row) => companyId === undefined || row.company_id === companyId)
    .filter((row) => userId === undefined || row.user_id === userId)
    .filter((row) => key === undefined || row.idempotency_key === key)
    .filter((row) => flagId === undefined || row.body.flag_id === flagId || row.body.flag_key === flagKey);
}

function summaries(state: State, { query }: OperationRequest): Record<string, unknown>[] {
  const [wanted, q] = [query.texts("event_subtypes"), query.text("q")?.toLowerCase()];
  const bySubtype = new Map<string, EventRow[]>();
  for (const row of state.store.table("events").values()) {
    if (row.type !== "track" || row.subtype === null || !among(wanted, row.subtype)) continue;
    if (q !== undefined && !row.subtype.toLowerCase().includes(q)) continue;
    bySubtype.set(row.subtype, [...(bySubtype.get(row.subtype) ?? []), row]);
  }
  return [...bySubtype].map(([subtype, rows]) => eventSummaryView(state, subtype, rows));
}

/** Events by way of the API. */
export const eventHandlers: Handlers = {
  createEvent: ({ body, key }, { state }) => take(state, body, key),
  createEventBatch: ({ body, key }, { state }) => ({
    events: (body.events as unknown[]).map((event) => take(state, event, key)),
  }),
  listEvents: (request, { state }) => page(listed(state, request), request.query).map((row) => eventView(state, row)),
  getEvent: ({ path }, { state }) => {
    const row = state.store.get("events", path.event_id ?? "");
    if (!row) throw notFound("event");
    return eventView(state, row);
  },
  getEventSummaries: (request, { state }) => page(summaries(state, request), request.query),
};
