import { sha256 } from "#webhooks/crypto";
import { hex } from "./bytes.ts";

/**
 * Where handled events are remembered: a `Map`, a cache of `@schematic/cache`, anything with `get` and `set`. Endpoints
 * that receive the same events must not share one.
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

/**
 * Runs the handler once for each body: repeats of a running one share its outcome, repeats of a handled one are skipped.
 * A body is recorded only after success. A store that fails costs a repeat, never an event; `report` gets the reason.
 */
export function createOnce(store: WebhookDedupe, report: (error: unknown) => Promise<void>): Once {
  const running = new Map<string, Promise<boolean>>();

  const attempt = async <T>(work: () => T) => {
    try {
      return await bounded(work);
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
    const current = running.get(key) ?? run(key, handle).finally(() => running.delete(key));
    running.set(key, current);
    return current;
  };
}

async function bounded<T>(work: () => T): Promise<Awaited<T>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the dedupe store did not answer in time")), STORE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([(async () => work())(), late]);
  } finally {
    clearTimeout(timer);
  }
}
