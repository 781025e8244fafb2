import type { Keys } from "@schematic/api/core";
import { type Entity, keyPairs } from "../protocol/entity.ts";
import type { Entry } from "./entry.ts";
import { KeyIndex } from "./key-index.ts";
import type { Proof } from "./proof.ts";
import { type Tombstone, Tombstones } from "./tombstones.ts";

/** How an entity comes into the store. */
export interface Arrival {
  readonly proof: Proof;
  readonly streamId?: string | undefined;
  /** Did anyone here ask for it? What nobody asked for never pushes out what somebody did. */
  readonly asked: boolean;
}

/** Keys that belong to two entities: which of them is meant is the service's to say. */
export const CONFLICT: unique symbol = Symbol("conflict");

/**
 * Companies or users by any of their keys, in any case, without scans. Bounded: when full, an entity that was not
 * asked for since it was last considered makes room (second chance, so that a hit writes two fields and no list).
 */
export class EntityStore {
  readonly #entries = new Map<string, Entry>();
  readonly #index = new KeyIndex();
  readonly #tombstones = new Tombstones();
  readonly #maxEntities: number;
  #period = 0;

  constructor(maxEntities: number) {
    this.#maxEntities = maxEntities;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The entity that the keys belong to. */
  find(keys: Keys): Entry | typeof CONFLICT | undefined {
    let found: Entry | undefined;
    for (const name in keys) {
      const entry = this.#index.find(name, keys[name]);
      if (entry === undefined) continue;
      if (found !== undefined && found !== entry) return CONFLICT;
      found = entry;
    }
    if (found !== undefined) {
      found.usedIn = this.#period;
      found.spared = true;
    }
    return found;
  }

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  /** The entity that has a key now. */
  owner([name, value]: readonly [name: string, value: string]): Entry | undefined {
    return this.#index.find(name, value);
  }

  /** The keys of an entry that have not moved on to another. */
  ownKeys(entry: Entry): Keys {
    return Object.fromEntries(keyPairs(entry.truth).filter((pair) => this.owner(pair) === entry));
  }

  /** Takes the whole entity in the place of what is held of it; `undefined` if there is no room for it or no key to find it by. */
  put(entity: Entity, { proof, streamId, asked }: Arrival): Entry | undefined {
    this.#tombstones.remove(entity.id);
    if (keyPairs(entity).length === 0) {
      this.delete(entity.id);
      return undefined;
    }
    const held = this.#entries.get(entity.id);
    if (held !== undefined) {
      // Another connection may number anew, so the numbers of an earlier one say nothing about what comes.
      held.streamId = streamId ?? (held.proof === proof ? held.streamId : undefined);
      held.proof = proof;
      held.lapsed = false;
      this.#index.remove(held);
      held.truth = entity;
      held.entity = entity;
      this.#index.add(held);
      return held;
    }
    if (this.#maxEntities === 0 || (!asked && this.#entries.size >= this.#maxEntities)) return undefined;
    const { id } = entity;
    const entry: Entry = {
      id,
      truth: entity,
      entity,
      proof,
      streamId,
      usedIn: this.#period,
      spared: asked,
      lapsed: false,
    };
    this.#makeRoom();
    this.#entries.set(entry.id, entry);
    this.#index.add(entry);
    return entry;
  }

  /** Gives an entry its next state. It gets the keys that are new; what it had before may have moved on to another. */
  replace(entry: Entry, truth: Entity, entity: Entity): void {
    const before = entry.truth;
    const isRekeyed = before.keys !== truth.keys;
    if (isRekeyed) this.#index.remove(entry);
    entry.truth = truth;
    entry.entity = entity;
    if (isRekeyed) this.#index.add(entry, before);
  }

  delete(id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    this.#entries.delete(id);
    this.#index.remove(entry);
    return entry;
  }

  /** The service says that there is no such entity, held or not. */
  bury(id: string, tombstone: Tombstone): Entry | undefined {
    this.#tombstones.add(id, tombstone);
    return this.delete(id);
  }

  /** Was it deleted, as far as the service has said? */
  tombstone(id: string): Tombstone | undefined {
    return this.#tombstones.get(id);
  }

  /** Those that were asked for in this period or the one before. */
  inUse(): Entry[] {
    return [...this.#entries.values()].filter((entry) => this.#isInUse(entry));
  }

  /** Lets lapse what does not carry the proof and is not in use, or was not known to be true since `since`. */
  lapse(proof: Proof, since: number): void {
    for (const entry of this.#entries.values()) {
      const isOld = entry.proof.endedAt !== undefined && entry.proof.endedAt < since;
      if (entry.proof !== proof && (isOld || !this.#isInUse(entry))) entry.lapsed = true;
    }
  }

  /** Begins a new period and forgets what nobody asked for in the last `idlePeriods`. */
  nextPeriod(idlePeriods: number): void {
    this.#period++;
    for (const entry of this.#entries.values()) {
      if (entry.usedIn < this.#period - idlePeriods) this.delete(entry.id);
    }
  }

  #isInUse({ usedIn }: Entry): boolean {
    return usedIn >= this.#period - 1;
  }

  #makeRoom(): void {
    if (this.#entries.size < this.#maxEntities) return;
    for (const entry of this.#entries.values()) {
      if (!entry.spared) {
        this.delete(entry.id);
        return;
      }
      entry.spared = false;
      this.#entries.delete(entry.id);
      this.#entries.set(entry.id, entry);
    }
  }
}
