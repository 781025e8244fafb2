/** A value now, or a promise of it. */
export type MaybePromise<T> = T | Promise<T>;

/** Options of one write. */
export interface SetOptions {
  /** Milliseconds to live; `null`: for ever. Default: the cache's own. */
  readonly ttlMs?: number | null | undefined;
}

/** Where answers and entities are kept. Each method may answer at once or with a promise; `undefined` is a miss. */
export interface Cache<T = unknown> {
  get(key: string): MaybePromise<T | undefined>;
  set(key: string, value: T, options?: SetOptions): MaybePromise<void>;
  delete(key: string): MaybePromise<void>;
  /** Values in the order of `keys`. */
  getMany?(keys: readonly string[]): MaybePromise<(T | undefined)[]>;
  setMany?(entries: readonly (readonly [key: string, value: T])[], options?: SetOptions): MaybePromise<void>;
  deleteMany?(keys: readonly string[]): MaybePromise<void>;
  /** Every key that begins with `prefix`. */
  scan?(prefix: string): AsyncIterable<string> | Iterable<string>;
}
