import type { Cache, MaybePromise, SetOptions } from "./cache.ts";
import { Layer } from "./layer.ts";
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
  const getMany = (keys: readonly string[]) => readInOrder({ layers, keys, deadline: now() + readTimeoutMs });
  return {
    get(key) {
      // A lone layer that answers at once is not worth a look at the clock.
      if (layers.length === 1) return readOne(layers, key, () => now() + readTimeoutMs);
      const until = now() + readTimeoutMs;
      return readOne(layers, key, () => until);
    },
    getMany,
    set: (key, value, options) => everywhere((layer) => layer.write([[key, value]], options)),
    setMany: (entries, options) => everywhere((layer) => layer.write(entries, options)),
    delete: (key) => everywhere((layer) => layer.remove([key])),
    deleteMany: (keys) => everywhere((layer) => layer.remove(keys)),
  };
}

/** `readInOrder` for one key, without its lists, since checks wait for it. */
function readOne<T>(
  layers: readonly Layer<T>[],
  key: string,
  deadline: () => number,
  start = 0,
): MaybePromise<T | undefined> {
  for (let index = start; index < layers.length; index++) {
    const answer = layers[index]?.readOne(key, deadline);
    if (answer instanceof Promise) {
      const until = deadline();
      return answer.then((value) =>
        isHit(value) ? backFill(layers, { index, key, value }) : readOne(layers, key, () => until, index + 1),
      );
    }
    if (isHit(answer)) return index === 0 ? answer : backFill(layers, { index, key, value: answer });
  }
  return undefined;
}

function isHit<T>(value: T | undefined): value is T {
  return value !== undefined && value !== null;
}

function backFill<T>(layers: readonly Layer<T>[], { index, key, value }: { index: number; key: string; value: T }): T {
  for (const layer of layers.slice(0, index)) void layer.write([[key, value]]);
  return value;
}

interface Read<T> {
  readonly layers: readonly Layer<T>[];
  readonly keys: readonly string[];
  readonly deadline: number;
}

function readInOrder<T>(read: Read<T>): MaybePromise<(T | undefined)[]> {
  const found = new Array<T | undefined>(read.keys.length).fill(undefined);
  return continueFrom(0, read, found);
}

/** Goes on synchronously for as long as layers answer at once. */
function continueFrom<T>(start: number, read: Read<T>, found: (T | undefined)[]): MaybePromise<(T | undefined)[]> {
  for (let index = start; index < read.layers.length; index++) {
    const missing = missingFrom(found);
    if (missing.length === 0) return found;
    const answer = read.layers[index]?.read(
      missing.map((at) => read.keys[at] ?? ""),
      read.deadline,
    );
    if (answer === undefined) continue;
    if (answer instanceof Promise)
      return answer.then((values) => {
        take({ read, index, missing, found }, values);
        return continueFrom(index + 1, read, found);
      });
    take({ read, index, missing, found }, answer);
  }
  return found;
}

interface Progress<T> {
  readonly read: Read<T>;
  readonly index: number;
  readonly missing: readonly number[];
  readonly found: (T | undefined)[];
}

/** Takes what a layer had, and gives it to the layers before it. */
function take<T>({ read, index, missing, found }: Progress<T>, values: readonly (T | undefined)[]): void {
  const hits: [string, T][] = [];
  missing.forEach((at, i) => {
    const value = values[i];
    if (value === undefined || value === null) return;
    found[at] = value;
    hits.push([read.keys[at] ?? "", value]);
  });
  if (hits.length > 0) for (const layer of read.layers.slice(0, index)) void layer.write(hits);
}

function missingFrom<T>(found: readonly (T | undefined)[]): number[] {
  const missing: number[] = [];
  found.forEach((value, at) => {
    if (value === undefined) missing.push(at);
  });
  return missing;
}

function settled(results: readonly MaybePromise<void>[]): MaybePromise<void> {
  const pending = results.filter((result) => result instanceof Promise);
  return pending.length === 0 ? undefined : Promise.all(pending).then(() => undefined);
}
