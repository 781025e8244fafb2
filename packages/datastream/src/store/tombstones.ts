import type { Proof } from "./proof.ts";

/** That an entity was deleted, by whom it was told, and the number of the message. */
export interface Tombstone {
  readonly proof: Proof | undefined;
  readonly streamId: string | undefined;
}

/** Enough for what was deleted within an outage of the caches; the oldest are forgotten first. */
const MAX_TOMBSTONES = 10_000;

/** Entities that the service deleted: neither a late message nor an old copy in a cache may bring them back. */
export class Tombstones {
  readonly #byId = new Map<string, Tombstone>();

  get(id: string): Tombstone | undefined {
    return this.#byId.get(id);
  }

  add(id: string, tombstone: Tombstone): void {
    this.#byId.delete(id);
    this.#byId.set(id, tombstone);
    const [oldest] = this.#byId.keys();
    if (this.#byId.size > MAX_TOMBSTONES && oldest !== undefined) this.#byId.delete(oldest);
  }

  /** The entity exists again. */
  remove(id: string): void {
    this.#byId.delete(id);
  }
}
