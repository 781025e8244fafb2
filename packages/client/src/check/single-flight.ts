import type { Bounds } from "./check-api.ts";
import type { Deadline } from "./deadline.ts";

interface Flight<T> {
  readonly promise: Promise<T>;
  readonly endsAt: number;
  readonly controller: AbortController;
  waiting: number;
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
  async join(key: string, start: (bounds: Bounds) => Promise<T>, deadline: Deadline): Promise<T> {
    const { signal, timeoutMs } = deadline;
    signal.throwIfAborted();
    const known = this.#flights.get(key);
    const hasTime = known !== undefined && known.endsAt - performance.now() >= timeoutMs / 2;
    const flight = hasTime ? known : this.#start(key, start, Math.max(timeoutMs, this.#leastMs));
    flight.waiting++;
    try {
      return await deadline.within(flight.promise);
    } finally {
      flight.waiting--;
      if (signal.aborted) this.#forget(key, flight);
      if (flight.waiting === 0 && !this.#finishUnwatched) flight.controller.abort();
    }
  }

  #start(key: string, start: (bounds: Bounds) => Promise<T>, deadlineMs: number): Flight<T> {
    const controller = new AbortController();
    const promise = start({ deadlineMs, signal: controller.signal }).finally(() => this.#forget(key, flight));
    // Whoever stopped waiting must not turn a failure into an unhandled rejection.
    promise.catch(() => undefined);
    const flight = { promise, endsAt: performance.now() + deadlineMs, controller, waiting: 0 };
    this.#flights.set(key, flight);
    return flight;
  }

  #forget(key: string, flight: Flight<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
