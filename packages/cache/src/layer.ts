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

  /** The values of `keys`, at once if the cache answers so; `undefined` when it failed or is paused. */
  read(keys: readonly string[], deadline: number): MaybePromise<readonly (T | undefined)[]> | undefined {
    if (this.#paused()) return undefined;
    try {
      const answer = readAll(this.#cache, keys);
      return isPromise(answer) ? this.#inTime(answer, { keys, deadline }) : checked(answer);
    } catch (error) {
      this.#report(error);
      return undefined;
    }
  }

  /** The value of one key; `undefined` also when the cache failed or is paused. */
  readOne(key: string, deadline: () => number): MaybePromise<T | undefined> {
    if (this.#paused()) return undefined;
    try {
      const answer = this.#cache.get(key);
      if (!isPromise(answer)) return answer;
      const all = Promise.resolve(answer).then((value) => [value]);
      return this.#inTime(all, { keys: [key], deadline: deadline() }).then(([value]) => value);
    } catch (error) {
      this.#report(error);
      return undefined;
    }
  }

  /** Writes entries and reports what fails; a promise only when the cache needs one. */
  write(entries: readonly (readonly [string, T])[], options?: SetOptions): MaybePromise<void> {
    if (this.#paused()) return undefined;
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

  #paused(): boolean {
    return this.#pausedUntil !== Number.NEGATIVE_INFINITY && this.#options.now() < this.#pausedUntil;
  }

  #try(act: (cache: Cache<T>) => MaybePromise<unknown>): MaybePromise<void> {
    if (this.#openWrites >= maxOpenWrites)
      return this.#report(new Error("A cache did not finish its earlier writes: this one is left out."));
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

  #inTime(
    answer: Promise<readonly (T | undefined)[]>,
    { keys, deadline }: { keys: readonly string[]; deadline: number },
  ) {
    const misses = keys.map(() => undefined);
    const leftMs = Math.max(0, deadline - this.#options.now());
    const ownFault = leftMs >= this.#options.readTimeoutMs / 2;
    return new Promise<readonly (T | undefined)[]>((resolve) => {
      const late = () => {
        if (ownFault) this.#pausedUntil = this.#options.now() + pauseMs;
        this.#report(new Error("A cache did not answer in time."));
        resolve(misses);
      };
      const timer = setTimeout(late, leftMs);
      const failed = (error: unknown) => {
        this.#report(error);
        return misses;
      };
      void Promise.resolve(answer)
        .then(checked)
        .catch(failed)
        .then((values) => {
          clearTimeout(timer);
          resolve(values);
        });
    });
  }

  #report(error: unknown): void {
    try {
      this.#options.onError?.(error instanceof Error ? error : new Error(String(error)));
    } catch {
      // An observer that throws must not turn a cache's failure into the caller's.
    }
  }
}

/** A cache of the user's own may answer anything. */
function checked<V>(values: readonly V[]): readonly V[] {
  if (Array.isArray(values)) return values;
  throw new TypeError("A cache answered getMany with something that is no list.");
}

function readAll<T>(cache: Cache<T>, keys: readonly string[]): MaybePromise<readonly (T | undefined)[]> {
  if (keys.length > 1 && cache.getMany !== undefined) return cache.getMany(keys);
  return allOf(keys.map((key) => cache.get(key)));
}

/** Values as they are while none is a promise; otherwise a promise of them all. */
function allOf<V>(values: readonly MaybePromise<V>[]): MaybePromise<readonly V[]> {
  return values.some(isPromise) ? Promise.all(values) : (values as readonly V[]);
}

/** Any thenable counts: a cache may be made with another promise library. */
function isPromise<V>(value: MaybePromise<V>): value is Promise<V> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
