/** What the making of records needs from its queue. */
export interface RecordContext {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Now as the network spells it. */
  readonly sentAt: () => string;
  /** May this key correct usage and be trusted with times? */
  readonly isSecret: boolean;
}

/** What one accepted event is kept as. */
export interface BillableRecord {
  readonly idempotencyKey: string;
  /** See `recordText`. */
  readonly text: string;
}

/** A clock that spells the time; many events share a millisecond, and dates are dear. */
export function isoClock(now: () => number): () => string {
  let last = Number.NaN;
  let text = "";
  return () => {
    const ms = now();
    if (ms !== last) {
      text = new Date(ms).toISOString();
      last = ms;
    }
    return text;
  };
}
