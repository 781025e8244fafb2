import type { Cache, MaybePromise, SetOptions } from "./cache.ts";
import { Layer, readAll } from "./layer.ts";
import { checkedMs } from "./options.ts";

/** The longest delay that timers accept; anything longer fires at once. */
const maxTimerMs = 2 ** 31 - 1;

/** Options of `layeredCache`. */
export interface LayeredCacheOptions {
  /** Milliseconds that one read may take over all layers together. Default 100. */
  readonly readTimeoutMs?: number | undefined;
  /** Told of every failed or late read and write. */
  readonly onError?: ((error: Error) => void) | undefined;
  /** The clock, in milliseconds. Default: one that never steps back. */
  readonly now?: (() => number) | undefined;
}

/** Several caches as one. Its methods never throw or reject: what fails is a miss, and reported. */
export interface LayeredCache<T> extends Cache<T> {
  getMany(keys: readonly string[]): MaybePromise<(T | undefined)[]>;
  setMany(entries: readonly (readonly [key: string, value: T])[], options?: SetOptions): MaybePromise<void>;
  deleteMany(keys: readonly string[]): MaybePromise<void>;
}

/**
 * Caches read in order until one has the value, which is then written to those before it under their own time to live.
 * Writes and deletes go to all. A layer that throws is passed over; one that does not answer in time is left out for a
 * second, so that it delays one read and not every one. Answers at once while the layers do. `null` is a miss too.
 * Throws `RangeError` for a time that is none.
 */
export function layeredCache<T>(
  caches: readonly Cache<T>[],
  { readTimeoutMs: limitMs = 100, onError, now = () => performance.now() }: LayeredCacheOptions = {},
): LayeredCache<T> {
  const readTimeoutMs = Math.min(checkedMs("readTimeoutMs", limitMs), maxTimerMs);
  const layers = caches.map((cache) => new Layer(cache, { onError, now, readTimeoutMs }));
  const everywhere = (act: (layer: Layer<T>) => MaybePromise<void>) => settled(layers.map(act));
  const msFromNow = () => now() + readTimeoutMs;
  const deadlineFromNow = () => {
    const until = msFromNow();
    return () => until;
  };
  return {
    get(key) {
      // A lone layer that answers at once is not worth a look at the clock, nor are the lists that several keys need.
      const deadline = layers.length === 1 ? msFromNow : deadlineFromNow();
      const answer = layers[0]?.read((cache) => cache.get(key), deadline);
      if (isHit(answer) && !(answer instanceof Promise)) return answer;
      return andThen(answer, (value) => {
        if (isHit(value)) return value;
        return andThen(readFrom(1, { layers, keys: [key], found: [undefined], deadline }), ([found]) => found);
      });
    },
    getMany: (keys) => readFrom(0, { layers, keys, found: keys.map(() => undefined), deadline: deadlineFromNow() }),
    set: (key, value, options) => everywhere((layer) => layer.write([[key, value]], options)),
    setMany: (entries, options) => everywhere((layer) => layer.write(entries, options)),
    delete: (key) => everywhere((layer) => layer.remove([key])),
    deleteMany: (keys) => everywhere((layer) => layer.remove(keys)),
  };
}

interface Read<T> {
  readonly layers: readonly Layer<T>[];
  readonly keys: readonly string[];
  /** In the order of `keys`. */
  readonly found: (T | undefined)[];
  readonly deadline: () => number;
}

/** Asks a layer, and those below it, for what is missing, and gives what it has to those above it. */
function readFrom<T>(index: number, read: Read<T>): MaybePromise<(T | undefined)[]> {
  const { layers, keys, found, deadline } = read;
  const missing = [...keys.entries()].filter(([at]) => found[at] === undefined);
  const layer = layers[index];
  if (layer === undefined || missing.length === 0) return found;
  const asked = missing.map(([, key]) => key);
  return andThen(
    layer.read((cache) => readAll(cache, asked), deadline),
    (values) => {
      const hits: [string, T][] = [];
      missing.forEach(([at, key], i) => {
        const value = values?.[i];
        if (!isHit(value)) return;
        found[at] = value;
        hits.push([key, value]);
      });
      if (hits.length > 0) for (const above of layers.slice(0, index)) void above.write(hits);
      return readFrom(index + 1, read);
    },
  );
}

function isHit<T>(value: T | undefined): value is T {
  return value !== undefined && value !== null;
}

/** Goes on at once where the value is there. */
function andThen<V, R>(value: MaybePromise<V>, next: (value: V) => MaybePromise<R>): MaybePromise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

function settled(results: readonly MaybePromise<void>[]): MaybePromise<void> {
  const pending = results.filter((result) => result instanceof Promise);
  return pending.length === 0 ? undefined : Promise.all(pending).then(() => undefined);
}
