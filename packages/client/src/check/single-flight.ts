// Work of one key is a line of flights. Callers join the last flight while it is young; once it is not, the next caller starts
// another, so that an answer that never comes is waited for by few. Flights may then end in any order: what is kept is never
// older than what was kept before.
import type { Bounds } from "./check-api.ts";
import type { Deadline } from "./deadline.ts";

/** How long a flight is joined: far more than the service takes, and less than anybody wants to wait for a lost answer. */
const YOUNG_MS = 1_000;

/** What is done once, and what becomes of its result. */
export interface Work<T> {
  readonly start: (bounds: Bounds) => Promise<T>;
  readonly keep: (result: T) => unknown;
}

interface Flight<T> {
  readonly promise: Promise<T>;
  readonly startedAt: number;
  readonly endsAt: number;
  readonly controller: AbortController;
  waiting: number;
}

interface Line<T> {
  last: Flight<T> | undefined;
  /** Flights that have not ended. */
  open: number;
  /** When the newest of those started whose result was kept. */
  keptAt: number;
}

/** How flights go on. */
export interface FlightOptions {
  /** A flight goes on so long for those who join it, however little time the one has who started it. */
  readonly leastMs: number;
  /** Is work finished that nobody waits for any more, to fill a cache? */
  readonly finishUnwatched: boolean;
}

/** Joins the last flight of that key or starts one, and waits for as long as the caller may. */
export type SingleFlight<T> = (key: string, work: Work<T>, deadline: Deadline) => Promise<T>;

/** Identical work at the same time is done once. */
export function createSingleFlight<T>({ leastMs, finishUnwatched }: FlightOptions): SingleFlight<T> {
  const lines = new Map<string, Line<T>>();

  function start(key: string, line: Line<T>, { work, deadline }: { work: Work<T>; deadline: Deadline }): Flight<T> {
    const controller = new AbortController();
    const deadlineMs = Math.max(deadline.timeoutMs, leastMs);
    const startedAt = performance.now();
    const promise = work
      .start({ deadlineMs, signal: controller.signal })
      .then((result) => {
        if (startedAt >= line.keptAt) work.keep(result);
        line.keptAt = Math.max(startedAt, line.keptAt);
        return result;
      })
      .finally(() => {
        leave(line, flight);
        line.open--;
        if (line.open === 0) lines.delete(key);
      });
    // Whoever stopped waiting must not turn a failure into an unhandled rejection.
    promise.catch(() => undefined);
    const flight = { promise, startedAt, endsAt: startedAt + deadlineMs, controller, waiting: 0 };
    line.last = flight;
    line.open++;
    return flight;
  }

  return async (key, work, deadline) => {
    deadline.signal.throwIfAborted();
    const line = lines.get(key) ?? { last: undefined, open: 0, keptAt: 0 };
    lines.set(key, line);
    const flight = joinable(line.last, deadline.timeoutMs) ?? start(key, line, { work, deadline });
    flight.waiting++;
    try {
      return await deadline.within(flight.promise);
    } finally {
      flight.waiting--;
      if (flight.waiting === 0 && !finishUnwatched) {
        flight.controller.abort();
        leave(line, flight);
      }
    }
  };
}

/** The flight, unless it is old, or would end before the caller has had half of its time. */
function joinable<T>(flight: Flight<T> | undefined, timeoutMs: number): Flight<T> | undefined {
  const now = performance.now();
  return flight && now - flight.startedAt < YOUNG_MS && flight.endsAt - now >= timeoutMs / 2 ? flight : undefined;
}

/** Nobody joins that flight any more. */
function leave<T>(line: Line<T>, flight: Flight<T>): void {
  if (line.last === flight) line.last = undefined;
}
