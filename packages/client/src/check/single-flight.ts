/** Identical work in flight is done once. Without a cache to fill, work that nobody waits for any more is given up. */
export class SingleFlight<T> {
  readonly #flights = new Map<string, { promise: Promise<T>; waiting: number; controller: AbortController }>();
  readonly #finishUnwatched: boolean;

  constructor({ finishUnwatched }: { finishUnwatched: boolean }) {
    this.#finishUnwatched = finishUnwatched;
  }

  /** Joins the flight of that key or starts it, and waits as `wait` allows. */
  async join(
    key: string,
    start: (signal: AbortSignal) => Promise<T>,
    wait: (promise: Promise<T>) => Promise<T>,
  ): Promise<T> {
    const flight = this.#flights.get(key) ?? this.#start(key, start);
    flight.waiting++;
    try {
      return await wait(flight.promise);
    } finally {
      flight.waiting--;
      if (flight.waiting === 0 && !this.#finishUnwatched) flight.controller.abort();
    }
  }

  #start(key: string, start: (signal: AbortSignal) => Promise<T>) {
    const controller = new AbortController();
    const forget = () => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    };
    const promise = start(controller.signal).finally(forget);
    // Whoever stopped waiting must not turn a failure into an unhandled rejection.
    promise.catch(() => undefined);
    controller.signal.addEventListener("abort", forget, { once: true });
    const flight = { promise, waiting: 0, controller };
    this.#flights.set(key, flight);
    return flight;
  }
}
