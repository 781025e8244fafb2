/**
 * Applies what the stream says of companies and users to memory and to the shared caches, in the order in which it
 * comes, each message at once: one message is applied to its end before the next, so no two updates start from the same
 * base. A partial is only applied to what this connection has sent in full: older data and a newer part together would
 * be something that never existed.
 */
import { type Entity, isJson, type Json, type Kind, keyPairs } from "../protocol/entity.ts";
import type { StreamMessage } from "../protocol/message.ts";
import type { Mirror } from "../shared/mirror.ts";
import type { EntityStore } from "../store/entity-store.ts";
import type { Entry } from "../store/entry.ts";
import { mergePartial } from "../store/merge.ts";
import type { Proof } from "../store/proof.ts";
import type { Tombstone } from "../store/tombstones.ts";
import { isBefore } from "./stream-id.ts";

/** What updates are applied to, and whom they are told. */
export interface EntityUpdatesOptions {
  readonly stores: Readonly<Record<Kind, EntityStore>>;
  readonly mirror: Mirror;
  /** An entity with these keys has come. Answers whether anyone had asked for it. */
  readonly onAnswer: (kind: Kind, pairs: readonly (readonly [string, string])[]) => boolean;
  readonly onRefusal: (kind: Kind, keys: Json) => void;
  /** What is held of this entity cannot be trusted: ask for the whole. */
  readonly onDoubt: (kind: Kind, entry: Entry) => void;
}

type Message<T extends StreamMessage["type"]> = Extract<StreamMessage, { type: T }>;

export class EntityUpdates {
  readonly #options: EntityUpdatesOptions;

  constructor(options: EntityUpdatesOptions) {
    this.#options = options;
  }

  full({ kind, entity, streamId }: Message<"entity">, proof: Proof): void {
    const { stores, mirror, onAnswer, onDoubt } = this.#options;
    const asked = onAnswer(kind, keyPairs(entity));
    const held = stores[kind].get(entity.id);
    // An answer is the last word: asking once more would only bring the same.
    if (!asked && held !== undefined && held.proof === proof && isBefore(streamId, held.streamId)) {
      onDoubt(kind, held);
      return;
    }
    const grave = stores[kind].tombstone(entity.id);
    if (!asked && grave?.proof === proof && isBefore(streamId, grave.streamId)) return;
    const before = held?.truth;
    const entry = stores[kind].put(entity, { proof, streamId, asked });
    if (entry !== undefined) mirror.put(kind, entity, before);
    else if (before !== undefined) mirror.delete(kind, entity.id, keyPairs(before));
  }

  partial({ kind, id, change, streamId }: Message<"partial">, proof: Proof): void {
    const { stores, mirror, onDoubt } = this.#options;
    const entry = stores[kind].get(id);
    if (entry === undefined) return;
    if (entry.proof !== proof || isBefore(streamId, entry.streamId)) {
      onDoubt(kind, entry);
      return;
    }
    const before = entry.truth;
    const truth = mergePartial(before, change);
    stores[kind].replace(entry, truth, entry.entity === before ? truth : mergePartial(entry.entity, change));
    entry.streamId = streamId ?? entry.streamId;
    mirror.put(kind, truth, before);
  }

  deleted({ kind, id, last, streamId }: Message<"deleted">, proof: Proof): void {
    const { stores, onDoubt } = this.#options;
    const held = stores[kind].get(id);
    if (held?.proof === proof && isBefore(streamId, held.streamId)) onDoubt(kind, held);
    else this.#bury(kind, { ...last, id }, { proof, streamId });
  }

  /**
   * The service answered a request with an error. What it does not find by any of the keys is gone, unless this
   * connection has sent it: then the key came to it after it was asked for.
   */
  refused(kind: Kind, { keys, text }: Message<"error">, proof: Proof | undefined): void {
    if (!isJson(keys)) return;
    this.#options.onRefusal(kind, keys);
    if (!/not.?found/i.test(text)) return;
    const pairs = keyPairs({ keys });
    for (const pair of pairs) {
      const entry = this.#options.stores[kind].owner(pair);
      if (entry !== undefined && entry.proof !== proof) this.#bury(kind, entry.truth, { proof, streamId: undefined });
    }
    // Nor may it be found in the caches, where an earlier process left it.
    this.#options.mirror.deleteKeys(kind, pairs);
  }

  /** Memory may have had no room for it: then the caches still have what this process wrote. */
  #bury(kind: Kind, last: Entity, tombstone: Tombstone): void {
    const entry = this.#options.stores[kind].bury(last.id, tombstone);
    this.#options.mirror.delete(kind, last.id, [...keyPairs(last), ...(entry ? keyPairs(entry.truth) : [])]);
  }
}
