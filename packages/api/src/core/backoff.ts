/** How long to wait before the next attempt. */
export interface BackoffOptions {
  /** Attempts made so far, from 1. */
  readonly attempt: number;
  /** Upper bound of the first wait, doubled with each attempt. Default 1,000. */
  readonly baseMs?: number | undefined;
  /** Upper bound of every wait. Default 60,000. */
  readonly maxMs?: number | undefined;
  /** Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** Exponential back-off with full jitter, in milliseconds: anything from 0 to the bound, so that clients do not return together. */
export function backoffMs({ attempt, baseMs = 1_000, maxMs = 60_000, random = Math.random }: BackoffOptions): number {
  return random() * Math.min(maxMs, baseMs * 2 ** (attempt - 1));
}
