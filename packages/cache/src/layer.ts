import type { Cache, MaybePromise, SetOptions } from "./cache.ts";

/** Long enough to spare a dead cache's callers, short enough that a restarted one is soon in use again. */
const pauseMs = 1_000;

/** Writes that a cache may leave unfinished. Far above what a working one has open, and little memory. */
const maxOpenWrites = 1_000;

interface LayerOptions {
  readonly onError: ((error: Error) => void) | undefined;
  readonly now: () => number;
  readonly readTimeoutMs: number;
}

/**
 * One cache that may fail or hang: `read` answers in time and `write` never rejects, whatever the cache does.
 * After a late read the layer is paused: neither read nor written, so that a hanging cache gathers no pending calls.
 * It is blamed only for its own time: not when layers before it used up most of the bound.
 */
export class Layer<T> {
  readonly #cache: Cache<T>;
  readonly #options: LayerOptions;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #openWrites = 0;

  constructor(cache: Cache<T>, options: LayerOptions) {
    this.#cache = cache;
    this.#options = options;
  }

  /** What the cache answers, at once if it does so; `undefined` when it failed, is late or paused. */
  read<V>(ask: (cache: Cache<T>) => MaybePromise<V>, deadline: () => number): MaybePromise<V | undefined> {
    if (this.#isPaused()) return undefined;
    try {
      const answer = ask(this.#cache);
      return isPromise(answer) ? this.#inTime(answer, deadline()) : answer;
    } catch (error) {
      return this.#report(error);
    }
  }

  /** Writes entries and reports what fails; a promise only when the cache needs one. */
  write(entries: readonly (readonly [string, T])[], options?: SetOptions): MaybePromise<void> {
    if (this.#isPaused()) return undefined;
    return this.#try((cache) => {
      if (entries.length > 1 && cache.setMany !== undefined) return cache.setMany(entries, options);
      return allOf(entries.map(([key, value]) => cache.set(key, value, options)));
    });
  }

  /** Removes keys and reports what fails. */
  remove(keys: readonly string[]): MaybePromise<void> {
    return this.#try((cache) => {
      if (keys.length > 1 && cache.deleteMany !== undefined) return cache.deleteMany(keys);
      return allOf(keys.map((key) => cache.delete(key)));
    });
  }

  #isPaused(): boolean {
    return this.#pausedUntil !== Number.NEGATIVE_INFINITY && this.#options.now() < this.#pausedUntil;
  }

  #try(act: (cache: Cache<T>) => MaybePromise<unknown>): MaybePromise<void> {
    if (this.#openWrites >= maxOpenWrites)
      return this.#report(new Error("A cache has too many open writes: this one is left out."));
    try {
      const result = act(this.#cache);
      if (isPromise(result)) return this.#untilWritten(result);
    } catch (error) {
      this.#report(error);
    }
    return undefined;
  }

  async #untilWritten(result: Promise<unknown>): Promise<void> {
    this.#openWrites++;
    try {
      await result;
    } catch (error) {
      this.#report(error);
    } finally {
      this.#openWrites--;
    }
  }

  #inTime<V>(answer: Promise<V>, deadline: number): Promise<V | undefined> {
    const { now, readTimeoutMs } = this.#options;
    const leftMs = Math.max(0, deadline - now());
    const isOwnFault = leftMs >= readTimeoutMs / 2;
    return new Promise((resolve) => {
      const failed = (error: unknown) => resolve(this.#report(error));
      const timer = setTimeout(() => {
        if (isOwnFault) this.#pausedUntil = now() + pauseMs;
        failed(new Error("A cache did not answer in time."));
      }, leftMs);
      void Promise.resolve(answer)
        .then(resolve, failed)
        .finally(() => clearTimeout(timer));
    });
  }

  #report(error: unknown): undefined {
    try {
      this.#options.onError?.(error instanceof Error ? error : new Error(String(error)));
    } catch {
      // An observer that throws must not turn a cache's failure into the caller's.
    }
  }
}

/** Asks for the values of `keys`, in their order. A cache of the user's own may answer anything. */
export function readAll<T>(cache: Cache<T>, keys: readonly string[]): MaybePromise<readonly (T | undefined)[]> {
  if (keys.length < 2 || cache.getMany === undefined) return allOf(keys.map((key) => cache.get(key)));
  const values = cache.getMany(keys);
  return isPromise(values) ? Promise.resolve(values).then(checked) : checked(values);
}

function checked<V>(values: readonly V[]): readonly V[] {
  if (Array.isArray(values)) return values;
  throw new TypeError("A cache must answer getMany with a list.");
}

/** Values as they are while none is a promise; otherwise a promise of them all. */
function allOf<V>(values: readonly MaybePromise<V>[]): MaybePromise<readonly V[]> {
  return values.some(isPromise) ? Promise.all(values) : (values as readonly V[]);
}

/** Any thenable counts: a cache may be made with another promise library. */
function isPromise<V>(value: MaybePromise<V>): value is Promise<V> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
