const DEFAULT_TIMEOUT_MS = 5_000;
// The longest delay that timers take.
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Was an event taken in? Once accepted it is delivered, or its drop is reported. */
export type EventReceipt =
  | { readonly accepted: true; readonly idempotencyKey: string }
  | { readonly accepted: false; readonly reason: string };

/** How long `flush` and `close` may take. */
export interface FlushOptions {
  /** Milliseconds. Default 5,000. */
  readonly timeoutMs?: number | undefined;
}

/** The time limit; the default for anything that is none, since `flush` and `close` do not throw. */
export function timeoutOf(options: FlushOptions | undefined): number {
  const ms = options?.timeoutMs;
  return typeof ms === "number" && ms >= 0 ? Math.min(ms, MAX_TIMEOUT_MS) : DEFAULT_TIMEOUT_MS;
}
