import type { Cache, SetOptions } from "./cache.ts";
import { copyData, toData } from "./copy-data.ts";
import { checkedTtlMs, defaultTtlMs } from "./options.ts";

/** Options of `localCache`. */
export interface LocalCacheOptions {
  /** Entries kept; the one unused for longest makes room. 0 keeps nothing. Default 1,000. */
  readonly maxItems?: number | undefined;
  /** Milliseconds that an entry lives unless `set` says otherwise; `null`: until it makes room. Default 5,000. */
  readonly ttlMs?: number | null | undefined;
  /** The clock, in milliseconds. Default: one that never steps back. */
  readonly now?: (() => number) | undefined;
}

/** A cache in this process: every method answers at once. */
export interface LocalCache<T> extends Cache<T> {
  get(key: string): T | undefined;
  set(key: string, value: T, options?: SetOptions): void;
  delete(key: string): void;
  getMany(keys: readonly string[]): (T | undefined)[];
  setMany(entries: readonly (readonly [key: string, value: T])[], options?: SetOptions): void;
  deleteMany(keys: readonly string[]): void;
  scan(prefix: string): Iterable<string>;
  /** Forgets everything. */
  clear(): void;
  /** Entries held, those that have expired unseen included. */
  readonly size: number;
}

/**
 * Least-recently-used entries in this process, bounded in number and age, with no timer.
 * Values are JSON data, copied in and out: what a caller does to one never reaches another.
 * Throws `RangeError` for options that are no numbers or negative.
 */
export function localCache<T>(options: LocalCacheOptions = {}): LocalCache<T> {
  return new LruCache<T>(options);
}

/** A link of the ring of entries, by when they were used. A new one is a ring of its own. */
class Entry<T> {
  key = "";
  value: T | undefined;
  expiresAt = 0;
  older: Entry<T> = this;
  newer: Entry<T> = this;
}

class LruCache<T> implements LocalCache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #maxItems: number;
  readonly #ttlMs: number | null;
  readonly #now: () => number;
  /** Where the ring is closed: it stands between the newest entry and the oldest. */
  #seam = new Entry<T>();

  constructor({ maxItems = 1_000, ttlMs, now = () => performance.now() }: LocalCacheOptions) {
    if (!Number.isInteger(maxItems) || maxItems < 0)
      throw new RangeError(`maxItems must be a whole number from 0 up: ${maxItems}`);
    this.#maxItems = maxItems;
    this.#ttlMs = checkedTtlMs(ttlMs, defaultTtlMs);
    this.#now = now;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.expiresAt <= this.#now()) {
      this.#remove(entry);
      return undefined;
    }
    this.#touch(entry);
    return copyData(entry.value);
  }

  set(key: string, value: T, options?: SetOptions): void {
    const ttlMs = checkedTtlMs(options?.ttlMs, this.#ttlMs);
    const data = toData(value);
    if (ttlMs === 0) this.delete(key);
    else if (this.#maxItems > 0) this.#put(key, data, ttlMs === null ? Number.POSITIVE_INFINITY : this.#now() + ttlMs);
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#remove(entry);
  }

  getMany(keys: readonly string[]): (T | undefined)[] {
    return keys.map((key) => this.get(key));
  }

  setMany(entries: readonly (readonly [key: string, value: T])[], options?: SetOptions): void {
    for (const [key, value] of entries) this.set(key, value, options);
  }

  deleteMany(keys: readonly string[]): void {
    for (const key of keys) this.delete(key);
  }

  *scan(prefix: string): Iterable<string> {
    const now = this.#now();
    for (const [key, entry] of this.#entries) if (entry.expiresAt > now && key.startsWith(prefix)) yield key;
  }

  clear(): void {
    this.#entries.clear();
    this.#seam = new Entry();
  }

  #put(key: string, value: T, expiresAt: number): void {
    const entry = this.#entries.get(key) ?? this.#added(key);
    entry.value = value;
    entry.expiresAt = expiresAt;
    this.#touch(entry);
  }

  /** A full cache uses the object of the entry that makes room again, which spares the collector one for every set. */
  #added(key: string): Entry<T> {
    const isFull = this.#entries.size >= this.#maxItems;
    const entry = isFull ? this.#seam.newer : new Entry<T>();
    if (isFull) this.#entries.delete(entry.key);
    entry.key = key;
    this.#entries.set(key, entry);
    return entry;
  }

  #remove(entry: Entry<T>): void {
    this.#entries.delete(entry.key);
    unlink(entry);
  }

  #touch(entry: Entry<T>): void {
    const seam = this.#seam;
    if (entry === seam.older) return;
    unlink(entry);
    entry.older = seam.older;
    entry.newer = seam;
    entry.older.newer = entry;
    seam.older = entry;
  }
}

function unlink({ older, newer }: Entry<unknown>): void {
  older.newer = newer;
  newer.older = older;
}
