/** Was an event taken in? Once accepted it is delivered, or its drop is reported. */
export type EventReceipt =
  | { readonly accepted: true; readonly idempotencyKey: string }
  | { readonly accepted: false; readonly reason: string };

/** How long `flush` and `close` may take. */
export interface FlushOptions {
  /** Milliseconds. Default 5,000. */
  readonly timeoutMs?: number | undefined;
}
