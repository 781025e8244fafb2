import { sha256 } from "#webhooks/crypto";
import { hex } from "./bytes.ts";
import type { Report } from "./report.ts";
import { withinLimit } from "./time-limit.ts";

/**
 * Where handled events are remembered: a cache of `@schematic/cache`, anything with `get` and `set`; in tests a `Map`, which
 * never forgets. Endpoints that receive the same events must not share one.
 */
export interface WebhookDedupe {
  /** `undefined` or `null`, now or as a promise: not handled yet. */
  get(key: string): unknown;
  set(key: string, value: string, options: { readonly ttlMs: number }): unknown;
}

/** Runs `handle` unless the same body was handled before; resolves to whether the event is dealt with. */
export type Once = (body: Uint8Array, handle: () => Promise<boolean>) => Promise<boolean>;

// Longer than the service's six attempts take, short enough that an equal event of another day is a new one.
const REMEMBERED_MS = 24 * 60 * 60 * 1000;
// A store that hangs must not hold up the answer until the sender gives up.
const STORE_TIMEOUT_MS = 2_000;
// No sender waits so long. A run that has not ended by then never will: its listener hangs, or its Worker was stopped.
const RUN_TIMEOUT_MS = 5 * 60 * 1000;

interface Run {
  readonly startedAt: number;
  readonly outcome: Promise<boolean>;
}

/**
 * Runs the handler once for each body: repeats of a running one share its outcome, repeats of a handled one are skipped.
 * A body is recorded only after success. A store that fails costs a repeat, never an event; `report` gets the reason.
 */
export function createOnce(store: WebhookDedupe, report: Report, now: () => number): Once {
  const running = new Map<string, Run>();

  const attempt = async <T>(work: () => T) => {
    try {
      return await withinLimit("the dedupe store", STORE_TIMEOUT_MS, work);
    } catch (error) {
      await report(error);
      return undefined;
    }
  };

  const run = async (key: string, handle: () => Promise<boolean>): Promise<boolean> => {
    if (((await attempt(() => store.get(key))) ?? undefined) !== undefined) return true;
    if (!(await handle())) return false;
    await attempt(() => store.set(key, "1", { ttlMs: REMEMBERED_MS }));
    return true;
  };

  return async (body, handle) => {
    const key = hex(await sha256(body));
    const current = running.get(key);
    if (current !== undefined && now() - current.startedAt < RUN_TIMEOUT_MS) return current.outcome;
    const started = { startedAt: now(), outcome: run(key, handle) };
    running.set(key, started);
    try {
      return await started.outcome;
    } finally {
      if (running.get(key) === started) running.delete(key);
    }
  };
}
