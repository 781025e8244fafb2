/** Keeps the shared caches equal to what the stream says, in the official layout, under this engine's version only. */
import { describeError, type Logger } from "@schematic/api/core";
import { type Entity, type Flag, type Json, type Kind, keyPairs } from "../protocol/entity.ts";
import { entityKey, flagKey, flagPrefix, lookupKey } from "./cache-keys.ts";
import { CacheWriter } from "./cache-writer.ts";
import { type CacheSlots, ENTITY_SLOTS } from "./slots.ts";
import { toWireSpelling } from "./spelling.ts";

/** Options of the mirror. */
export interface MirrorOptions {
  readonly slots: CacheSlots;
  readonly version: string;
  /** Of companies and users. */
  readonly ttlMs: number | null;
  readonly flagTtlMs: number | null;
  readonly logger: Logger;
  /** Is there such a flag now? */
  readonly hasFlag: (key: string) => boolean;
  /** The id of the entity that a key belongs to now. */
  readonly ownerOf: (kind: Kind, pair: KeyPair) => string | undefined;
}

type KeyPair = readonly [name: string, value: string];

export class Mirror {
  readonly #options: MirrorOptions;
  readonly #writer: CacheWriter;
  readonly #has: Readonly<Record<Kind, boolean>>;
  #swept = false;

  constructor(options: MirrorOptions) {
    const { slots, ttlMs, flagTtlMs, logger } = options;
    this.#options = options;
    this.#writer = new CacheWriter({ slots, logger, ttlMs: (slot) => (slot === "flags" ? flagTtlMs : ttlMs) });
    this.#has = {
      company: slots.companies !== undefined || slots.companyLookups !== undefined,
      user: slots.users !== undefined || slots.userLookups !== undefined,
    };
  }

  putFlag(flag: Flag): void {
    if (this.#options.slots.flags === undefined) return;
    this.#writer.set("flags", flagKey(this.#options.version, flag.key), toWireSpelling(flag));
  }

  deleteFlag(key: string): void {
    this.#writer.delete("flags", flagKey(this.#options.version, key));
  }

  /** Writes a snapshot and removes flags that are not in it: those named, and once what an earlier process left behind. */
  putFlags(flags: readonly Flag[], gone: readonly string[]): void {
    for (const flag of flags) this.putFlag(flag);
    for (const key of gone) this.deleteFlag(key);
    if (this.#swept || flags.length === 0) return;
    this.#swept = true;
    void this.#sweep();
  }

  /** Writes an entity that memory holds; keys that `before` had and it has not are removed. */
  put(kind: Kind, entity: Entity, before?: Json): void {
    if (!this.#has[kind]) return;
    const { version, ownerOf } = this.#options;
    const { entities, lookups } = ENTITY_SLOTS[kind];
    this.#writer.set(entities, entityKey(version, kind, entity.id), toWireSpelling(entity));
    if (before !== undefined && before.keys !== entity.keys) this.deleteKeys(kind, keyPairs(before));
    for (const pair of keyPairs(entity)) {
      if (ownerOf(kind, pair) === entity.id) this.#writer.set(lookups, lookupKey(version, kind, pair), entity.id);
    }
  }

  /** Removes an entity that memory no longer holds, and its keys. */
  delete(kind: Kind, id: string, pairs: readonly KeyPair[]): void {
    if (!this.#has[kind]) return;
    this.#writer.delete(ENTITY_SLOTS[kind].entities, entityKey(this.#options.version, kind, id));
    this.deleteKeys(kind, pairs);
  }

  /** Removes keys. One that belongs to an entity now, the same or another, stays. */
  deleteKeys(kind: Kind, pairs: readonly KeyPair[]): void {
    const { version, ownerOf } = this.#options;
    for (const pair of pairs) {
      if (ownerOf(kind, pair) !== undefined) continue;
      this.#writer.delete(ENTITY_SLOTS[kind].lookups, lookupKey(version, kind, pair));
    }
  }

  /** Resolves when what waits has been written, or cannot be for now; never rejects. */
  written(): Promise<void> {
    return this.#writer.settled();
  }

  close(timeoutMs: number): Promise<void> {
    return this.#writer.close(timeoutMs);
  }

  /** Nobody tells a new process of flags that were deleted while none was running. */
  async #sweep(): Promise<void> {
    const { slots, version, hasFlag } = this.#options;
    const prefix = flagPrefix(version);
    try {
      const found = slots.flags?.scan?.(prefix) ?? [];
      for await (const key of found) if (!hasFlag(key.slice(prefix.length))) this.#writer.delete("flags", key);
    } catch (error) {
      this.#options.logger.warn("datastream: old flags could not be looked for", describeError(error));
    }
  }
}
