import type { Bounds } from "./check-api.ts";
import type { Deadline } from "./deadline.ts";

/** What is done once, and what becomes of its result. */
export interface Work<T> {
  readonly start: (bounds: Bounds) => Promise<T>;
  /** Not called with what was overtaken by later work of the same key: that is newer. */
  readonly keep: (result: T) => void;
}

interface Flight<T> {
  readonly promise: Promise<T>;
  readonly endsAt: number;
  readonly controller: AbortController;
  waiting: number;
  /** Nobody gave it up. */
  isOpen: boolean;
}

/**
 * Identical work in flight is done once. No caller's limit becomes another's: work that somebody gave up, or that has little
 * time left, is joined by nobody else. Without a cache to fill, work that nobody waits for any more is ended.
 */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();
  readonly #leastMs: number;
  readonly #finishUnwatched: boolean;

  /** `leastMs`: work goes on so long for those who join it, however little time the one has who started it. */
  constructor({ leastMs, finishUnwatched }: { leastMs: number; finishUnwatched: boolean }) {
    this.#leastMs = leastMs;
    this.#finishUnwatched = finishUnwatched;
  }

  /** Joins the flight of that key or starts it, and waits for as long as the caller may. */
  async join(key: string, work: Work<T>, deadline: Deadline): Promise<T> {
    const { signal, timeoutMs } = deadline;
    signal.throwIfAborted();
    const known = this.#flights.get(key);
    const isJoined = known?.isOpen && known.endsAt - performance.now() >= timeoutMs / 2;
    const flight = isJoined ? known : this.#start(key, work, Math.max(timeoutMs, this.#leastMs));
    flight.waiting++;
    try {
      return await deadline.within(flight.promise);
    } finally {
      flight.waiting--;
      if (signal.aborted) flight.isOpen = false;
      if (flight.waiting === 0 && !this.#finishUnwatched) flight.controller.abort();
    }
  }

  #start(key: string, { start, keep }: Work<T>, deadlineMs: number): Flight<T> {
    const controller = new AbortController();
    const isLast = () => this.#flights.get(key) === flight;
    const promise = start({ deadlineMs, signal: controller.signal })
      .then((result) => {
        if (isLast()) keep(result);
        return result;
      })
      .finally(() => isLast() && this.#flights.delete(key));
    // Whoever stopped waiting must not turn a failure into an unhandled rejection.
    promise.catch(() => undefined);
    const flight = { promise, endsAt: performance.now() + deadlineMs, controller, waiting: 0, isOpen: true };
    this.#flights.set(key, flight);
    return flight;
  }
}
