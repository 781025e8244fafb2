/** What time it is for the emulator: periods, expiry and trials follow it. Moves with real time until frozen. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** The same as an ISO 8601 text in UTC. */
  iso(): string;
  /** True when time stands still until `advance` or `set`. */
  readonly frozen: boolean;
  /** Goes to an instant. Throws a RangeError for anything but a date of the years 1970 to 9000. */
  set(instant: Date | string | number): void;
  /** Moves on by so many milliseconds (back when negative). */
  advance(ms: number): void;
  freeze(): void;
  /** Lets time run again from where it stands. */
  resume(): void;
  /** Goes back to real time. */
  reset(): void;
  /** Calls back after every change that is not the passing of time; returns the way to stop. */
  onChange(listener: () => void): () => void;
}

/** Leaves room for periods that end later and still have a year of four digits. */
export const lastInstant = Date.UTC(9000, 11, 31, 23, 59, 59, 999);

function parseInstant(instant: Date | string | number): number {
  const ms = new Date(instant).getTime();
  if (!(ms >= 0 && ms <= lastInstant)) throw new RangeError(`not an instant the clock can show: ${String(instant)}`);
  return ms;
}

interface Listeners {
  /** Applies a change, then tells of it. */
  change(apply: () => void): void;
  onChange: Clock["onChange"];
}

function createListeners(): Listeners {
  const listeners = new Set<() => void>();
  return {
    change: (apply) => {
      apply();
      for (const listener of listeners) listener();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A clock that starts at `start` (default: real time); frozen there if asked. */
export function createClock(options: { start?: number | undefined; frozen?: boolean | undefined } = {}): Clock {
  let offset = options.start === undefined ? 0 : options.start - Date.now();
  let frozenAt = options.frozen ? (options.start ?? Date.now()) : undefined;
  const { change, onChange } = createListeners();
  const now = (): number => frozenAt ?? Date.now() + offset;
  const goTo = (ms: number): void => {
    const target = parseInstant(ms);
    change(() => {
      if (frozenAt === undefined) offset = target - Date.now();
      else frozenAt = target;
    });
  };
  return {
    now,
    iso: () => new Date(now()).toISOString(),
    get frozen() {
      return frozenAt !== undefined;
    },
    set: (instant) => goTo(parseInstant(instant)),
    advance: (ms) => goTo(now() + ms),
    freeze: () =>
      change(() => {
        frozenAt ??= now();
      }),
    resume: () =>
      change(() => {
        if (frozenAt !== undefined) offset = frozenAt - Date.now();
        frozenAt = undefined;
      }),
    reset: () =>
      change(() => {
        offset = 0;
        frozenAt = undefined;
      }),
    onChange,
  };
}
