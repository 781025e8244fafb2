/** Keeps the shared caches equal to what the stream says, in the official layout, under this engine's version only. */
import { describeError, type Logger } from "@schematic/api/core";
import { type Entity, type Flag, type Json, type Kind, keyPairs } from "../protocol/entity.ts";
import { entityKey, flagKey, flagPrefix, lookupKey } from "./cache-keys.ts";
import { CacheWriter } from "./cache-writer.ts";
import { type CacheSlots, ENTITY_SLOTS, type Slot } from "./slots.ts";
import { toWireSpelling } from "./spelling.ts";

/** Options of the mirror. */
export interface MirrorOptions {
  readonly slots: CacheSlots;
  readonly version: string;
  /** Of companies and users. */
  readonly ttlMs: number | null;
  readonly flagTtlMs: number | null;
  readonly logger: Logger;
}

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
    void this.#sweep(new Set(flags.map(({ key }) => flagKey(this.#options.version, key))));
  }

  /** Writes an entity; keys that `before` had and it has not are removed. */
  put(kind: Kind, entity: Entity, before?: Json): void {
    if (!this.#has[kind]) return;
    const { version } = this.#options;
    const { entities, lookups } = ENTITY_SLOTS[kind];
    this.#writer.set(entities, entityKey(version, kind, entity.id), toWireSpelling(entity));
    const keys = keyPairs(entity).map((pair) => lookupKey(version, kind, pair));
    if (before !== undefined && before.keys !== entity.keys) this.#dropLookups(kind, before, new Set(keys));
    for (const key of keys) this.#writer.set(lookups, key, entity.id);
  }

  delete(kind: Kind, entity: Entity): void {
    if (!this.#has[kind]) return;
    this.#writer.delete(ENTITY_SLOTS[kind].entities, entityKey(this.#options.version, kind, entity.id));
    this.#dropLookups(kind, entity, new Set());
  }

  close(timeoutMs: number): Promise<void> {
    return this.#writer.close(timeoutMs);
  }

  #dropLookups(kind: Kind, entity: Json, kept: ReadonlySet<string>): void {
    for (const pair of keyPairs(entity)) {
      const key = lookupKey(this.#options.version, kind, pair);
      if (!kept.has(key)) this.#writer.delete(ENTITY_SLOTS[kind].lookups, key);
    }
  }

  /** Nobody tells a new process of flags that were deleted while none was running. */
  async #sweep(kept: ReadonlySet<string>): Promise<void> {
    const slot: Slot = "flags";
    const cache = this.#options.slots[slot];
    try {
      const found = cache?.scan?.(flagPrefix(this.#options.version)) ?? [];
      for await (const key of found) if (!kept.has(key)) this.#writer.delete(slot, key);
    } catch (error) {
      this.#options.logger.warn("datastream: old flags could not be looked for", describeError(error));
    }
  }
}
