/** What the making of records needs from its queue. */
export interface RecordContext {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Now as the network spells it. */
  readonly sentAt: () => string;
  /** May this key correct usage and be trusted with times? */
  readonly isSecret: boolean;
  /** Called with the names of members that no event has, which are not sent. */
  readonly ignored: (type: string, members: readonly string[]) => void;
}

/** What one accepted event is kept as. */
export interface BillableRecord {
  readonly idempotencyKey: string;
  /** JSON without its opening brace, so that the API key can be put before it when a batch is sent, and is kept nowhere. */
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
