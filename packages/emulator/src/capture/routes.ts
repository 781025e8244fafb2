import { badRequest, HttpError } from "../http/http-error.ts";
import { type HttpRequest, header, type Reply } from "../http/message.ts";
import { demandKey } from "../rest/authorize.ts";
import type { ApiKeyRow, EventRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { readEvent } from "./event-input.ts";
import { ingest } from "./ingest.ts";

/** The service's limit for one request. */
const maxBatch = 100;

/** The event capture service. */
export interface CaptureService {
  /** Answers `POST /batch` and `POST /e`; `undefined` for any other request. */
  handle(request: HttpRequest): Promise<Reply | undefined>;
}

/** Each event names its key; the header's counts for those that do not. */
function keyOf(state: State, event: unknown, request: HttpRequest): ApiKeyRow {
  const own = typeof event === "object" && event !== null ? (event as { api_key?: unknown }).api_key : undefined;
  const secret = typeof own === "string" && own !== "" ? own : header(request.headers, "x-schematic-api-key");
  const key = demandKey(state, secret, request.foreign);
  if (key.kind === "temporary") throw new HttpError(403, "a temporary access token may not send events");
  return key;
}

function eventsOf(body: unknown): unknown[] {
  const events = (body as { events?: unknown } | undefined)?.events;
  if (!Array.isArray(events)) throw badRequest("events must be a list");
  return events;
}

/**
 * Capture over a state. A batch is refused as a whole when one of its events is no event; else each counts by itself. It is
 * one commit: a batch that could not be taken whole may be sent again without counting twice.
 */
export function createCapture(state: State, durable: () => Promise<void>): CaptureService {
  const take = (event: unknown, request: HttpRequest): EventRow | undefined => {
    const key = keyOf(state, event, request);
    const input = readEvent(event, "type");
    return ingest(state, input, { key, source: "capture" });
  };
  const readAll = (events: readonly unknown[], request: HttpRequest): void => {
    for (const event of events) {
      keyOf(state, event, request);
      readEvent(event, "type");
    }
  };
  const handle = async (request: HttpRequest): Promise<Reply | undefined> => {
    if (request.method !== "POST" || (request.path !== "/batch" && request.path !== "/e")) return undefined;
    const body = await request.json();
    const events = request.path === "/e" ? [body] : eventsOf(body);
    if (events.length > maxBatch) return { status: 400, json: { error: "batch too large", max_size: maxBatch } };
    readAll(events, request);
    state.store.transaction(() => {
      for (const event of events) take(event, request);
    });
    await durable();
    return { status: 200, json: {} };
  };
  return { handle };
}
