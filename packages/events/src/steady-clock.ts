/**
 * A clock that goes on where it was when the given one is set back, and ahead with it when that is set ahead: what is
 * measured by it is never younger than it is.
 */
export function steadyClock(now: () => number): () => number {
  let at = Number.NEGATIVE_INFINITY;
  let mark = 0;
  return () => {
    const tick = performance.now();
    at = Math.max(now(), at + tick - mark);
    mark = tick;
    return Math.round(at);
  };
}
