import { limitMs } from "@schematic/api/core";

const DEFAULT_TIMEOUT_MS = 5_000;

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
  return limitMs(options?.timeoutMs, DEFAULT_TIMEOUT_MS);
}
