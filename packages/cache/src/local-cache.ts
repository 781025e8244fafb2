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

interface Entry<T> {
  key: string;
  value: T;
  expiresAt: number;
  older: Entry<T> | undefined;
  newer: Entry<T> | undefined;
}

class LruCache<T> implements LocalCache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #maxItems: number;
  readonly #ttlMs: number | null;
  readonly #now: () => number;
  #oldest: Entry<T> | undefined;
  #newest: Entry<T> | undefined;

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
    this.#oldest = undefined;
    this.#newest = undefined;
  }

  #put(key: string, value: T, expiresAt: number): void {
    const known = this.#entries.get(key);
    if (known === undefined) {
      this.#add(key, value, expiresAt);
      return;
    }
    known.value = value;
    known.expiresAt = expiresAt;
    this.#touch(known);
  }

  /** A full cache uses the object of the entry that makes room again, which spares the collector one for every set. */
  #add(key: string, value: T, expiresAt: number): void {
    const evicted = this.#entries.size < this.#maxItems ? undefined : this.#oldest;
    if (evicted !== undefined) this.#remove(evicted);
    const entry = evicted ?? { key, value, expiresAt, older: undefined, newer: undefined };
    entry.key = key;
    entry.value = value;
    entry.expiresAt = expiresAt;
    this.#entries.set(key, entry);
    this.#link(entry);
  }

  #remove(entry: Entry<T>): void {
    this.#entries.delete(entry.key);
    this.#unlink(entry);
  }

  #touch(entry: Entry<T>): void {
    if (entry === this.#newest) return;
    this.#unlink(entry);
    this.#link(entry);
  }

  #link(entry: Entry<T>): void {
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest === undefined) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }

  #unlink(entry: Entry<T>): void {
    if (entry.older === undefined) this.#oldest = entry.newer;
    else entry.older.newer = entry.newer;
    if (entry.newer === undefined) this.#newest = entry.older;
    else entry.newer.older = entry.older;
  }
}
