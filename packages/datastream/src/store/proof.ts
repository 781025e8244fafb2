/**
 * Since when data is no longer known to be true. Everything that one connection confirmed shares one proof,
 * so that the loss of the connection ages all of it in one step.
 */
export interface Proof {
  /** On the monotonic clock; `undefined` while changes are being pushed: the data is true now. */
  endedAt: number | undefined;
  /** From here on a check that can wait reads again; only for data that nobody pushes. */
  readonly rereadAt: number | undefined;
  /** Taken from a cache that says nothing about when it was written. */
  readonly undated: boolean;
}

/** The proof of a connection that has just been made. */
export function liveProof(): Proof {
  return { endedAt: undefined, rereadAt: undefined, undated: false };
}

/** Is what `a` stands for known to have been true later than what `b` stands for? Of undated data nothing is known. */
export function isNewer(a: Proof, b: Proof): boolean {
  if (a.undated !== b.undated) return b.undated;
  return (a.endedAt ?? Number.POSITIVE_INFINITY) > (b.endedAt ?? Number.POSITIVE_INFINITY);
}

/** The proof of what was read at `now` and may be used for `forMs` before it is read again. */
export function readProof(now: number, forMs: number, undated: boolean): Proof {
  return { endedAt: now, rereadAt: now + forMs, undated };
}
