/**
 * The live feed of the emulator. It connects, and whenever the connection ends it begins anew: the emulator may have
 * been started again, so all that is shown is read again. Entries that come close together are told of once.
 */
import { forgetInfo } from "../api/request.ts";
import { type Entry, entryTypes } from "./entries.ts";

/** Entries kept to look at; the emulator keeps as many. */
const keptEntries = 500;
const retryMs = 1_000;
/** As long as entries are gathered before anything is drawn: people do not see the difference, a load test does. */
const gatherMs = 80;

/** What happened since listeners were last told; `fresh`: read everything again. */
export interface News {
  readonly fresh: boolean;
  readonly entries: readonly Entry[];
}

/** Is the emulator there? Until the first answer nobody knows. */
export type Connection = "connecting" | "live" | "lost";

let source: EventSource | undefined;
let kept: readonly Entry[] = [];
let connection: Connection = "connecting";
let pending: Entry[] = [];
let fresh = false;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<(news: News) => void>();

/** The latest entries, oldest first. */
export const latestEntries = (): readonly Entry[] => kept;
export const currentConnection = (): Connection => connection;

function tell(): void {
  timer = undefined;
  const news = { fresh, entries: pending };
  kept = [...(fresh ? [] : kept), ...pending].slice(-keptEntries);
  pending = [];
  fresh = false;
  for (const listener of listeners) listener(news);
}

function tellSoon(): void {
  if (timer === undefined) timer = setTimeout(tell, gatherMs);
}

function reconnect(): void {
  source?.close();
  connection = "lost";
  forgetInfo();
  tellSoon();
  setTimeout(connect, retryMs);
}

function connect(): void {
  source = new EventSource("/_emulator/stream?since=0");
  source.onopen = () => {
    connection = "live";
    fresh = true;
    pending = [];
    tellSoon();
  };
  source.onerror = reconnect;
  for (const type of entryTypes)
    source.addEventListener(type, (event) => {
      // The emulator itself is what sends these, in the shape that ADMIN.md tells.
      pending.push(JSON.parse((event as MessageEvent<string>).data) as Entry);
      tellSoon();
    });
}

/** Calls back for what happens; the first listener makes the connection. Returns the way to stop. */
export function listen(listener: (news: News) => void): () => void {
  if (source === undefined) connect();
  listeners.add(listener);
  return () => listeners.delete(listener);
}
