/**
 * Reads flags and entities from the shared caches: two steps, keys to ids and ids to entities, each one `getMany` for
 * everything that is in the same cache. A cache that fails or is slow counts as empty, and is then left alone for a
 * moment, so that an outage of it costs one check its time and not every one.
 */
import { describeError, type Keys, type Logger } from "@schematic/api/core";
import type { Cache } from "@schematic/cache";
import { type Entity, type Flag, isEntity, isFlag, type Kind, keyPairs } from "../protocol/entity.ts";
import { BatchedReads } from "./batched-reads.ts";
import { bounded } from "./bounded.ts";
import { entityKey, flagKey, lookupKey } from "./cache-keys.ts";
import { type CacheSlots, ENTITY_SLOTS, type Slot } from "./slots.ts";
import { toWireSpelling } from "./spelling.ts";

/** What a check needs. */
export interface Wanted {
  readonly flag?: string | undefined;
  readonly company?: Keys | undefined;
  readonly user?: Keys | undefined;
}

/** What was there. */
export interface Found {
  /** A cache could not be read: what is absent here may be there. */
  readonly failed: boolean;
  readonly flag?: Flag | undefined;
  readonly company?: Entity | undefined;
  readonly user?: Entity | undefined;
}

/** Options of the reader. */
export interface CacheReaderOptions {
  readonly slots: CacheSlots;
  /** The version in the keys, as it is when it is asked. */
  readonly version: () => string;
  readonly timeoutMs: number;
  readonly logger: Logger;
}

interface Read {
  readonly slot: Slot;
  readonly key: string;
}

/** A cache that failed is not asked again for this long. */
const REST_MS = 1_000;

export class CacheReader {
  readonly #options: CacheReaderOptions;
  readonly #restingUntil = new WeakMap<Cache, number>();
  readonly #failing = new WeakSet<Cache>();
  readonly #reads = new BatchedReads(async (cache, keys) => {
    const many = cache.getMany?.(keys) ?? Promise.all(keys.map((key) => cache.get(key)));
    return bounded(many, this.#options.timeoutMs);
  });
  #failures = 0;

  constructor(options: CacheReaderOptions) {
    this.#options = options;
  }

  /** Reads what can be had; never rejects. */
  async read(wanted: Wanted): Promise<Found> {
    const version = this.#options.version();
    const failures = this.#failures;
    const flagRead: Read[] = wanted.flag === undefined ? [] : [{ slot: "flags", key: flagKey(version, wanted.flag) }];
    const companyReads = lookupReads(version, "company", wanted.company);
    const userReads = lookupReads(version, "user", wanted.user);
    const values = await this.#readAll([...flagRead, ...companyReads, ...userReads]);
    const flag = flagRead.length > 0 ? toWireSpelling(values[0]) : undefined;
    const companyIds = values.slice(flagRead.length, flagRead.length + companyReads.length);
    const userIds = values.slice(flagRead.length + companyReads.length);
    const [company, user] = await this.#readEntities(version, onlyId(companyIds), onlyId(userIds));
    return {
      failed: this.#failures !== failures,
      flag: isFlag(flag) && flag.key.toLowerCase() === wanted.flag?.toLowerCase() ? flag : undefined,
      company: hasKey(company, wanted.company) ? company : undefined,
      user: hasKey(user, wanted.user) ? user : undefined,
    };
  }

  async #readEntities(version: string, ...ids: (string | undefined)[]): Promise<unknown[]> {
    const kinds = ["company", "user"] as const;
    const reads = kinds.flatMap((kind, at): Read[] => {
      const id = ids[at];
      return id === undefined ? [] : [{ slot: ENTITY_SLOTS[kind].entities, key: entityKey(version, kind, id) }];
    });
    const values = (await this.#readAll(reads)).map(toWireSpelling);
    return ids.map((id) => (id === undefined ? undefined : values.shift()));
  }

  async #readAll(reads: readonly Read[]): Promise<unknown[]> {
    const byCache = new Map<Cache, string[]>();
    for (const { slot, key } of reads) {
      const cache = this.#options.slots[slot];
      if (cache === undefined) continue;
      const keys = byCache.get(cache) ?? [];
      keys.push(key);
      byCache.set(cache, keys);
    }
    const found = new Map<Cache, ReadonlyMap<string, unknown>>();
    await Promise.all([...byCache].map(async ([cache, keys]) => found.set(cache, await this.#readFrom(cache, keys))));
    return reads.map(({ slot, key }) => {
      const cache = this.#options.slots[slot];
      return cache && found.get(cache)?.get(key);
    });
  }

  async #readFrom(cache: Cache, keys: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    if ((this.#restingUntil.get(cache) ?? 0) > performance.now()) {
      this.#failures++;
      return new Map();
    }
    try {
      const values = await this.#reads.read(cache, keys);
      this.#failing.delete(cache);
      return values;
    } catch (error) {
      this.#failures++;
      this.#restingUntil.set(cache, performance.now() + REST_MS);
      // An outage is one warning, not one a second.
      const level = this.#failing.has(cache) ? "debug" : "warn";
      this.#failing.add(cache);
      this.#options.logger[level]("datastream: the shared cache could not be read", describeError(error));
      return new Map();
    }
  }
}

function lookupReads(version: string, kind: Kind, keys: Keys | undefined): Read[] {
  const pairs = Object.entries(keys ?? {});
  return pairs.map((pair) => ({ slot: ENTITY_SLOTS[kind].lookups, key: lookupKey(version, kind, pair) }));
}

/** Keys that lead to different entities leave open who is meant. */
function onlyId(ids: readonly unknown[]): string | undefined {
  const known = new Set(ids.filter((id): id is string => typeof id === "string" && id !== ""));
  return known.size === 1 ? [...known][0] : undefined;
}

/** Keys are not escaped in the caches, and a pointer may outlive what it pointed to. */
function hasKey(entity: unknown, keys: Keys | undefined): entity is Entity {
  if (!isEntity(entity)) return false;
  const held = new Set(keyPairs(entity).map(token));
  return Object.entries(keys ?? {}).some((pair) => held.has(token(pair)));
}

function token([name, value]: readonly [string, string]): string {
  return JSON.stringify([name.toLowerCase(), value.toLowerCase()]);
}
