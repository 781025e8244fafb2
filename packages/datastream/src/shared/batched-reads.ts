import type { Cache } from "@schematic/cache";

/** Keys of one read: what `redisCache` puts into one MGET. */
const MAX_KEYS = 500;

interface Batch {
  readonly keys: Set<string>;
  readonly values: Promise<ReadonlyMap<string, unknown>>;
}

/** What one read of a cache gives: the values in the order of the keys; may reject. */
type ReadMany = (cache: Cache, keys: readonly string[]) => Promise<readonly unknown[]>;

/** Joins what many checks read of one cache in the same turn into few reads: a burst of misses is no burst of commands. */
export class BatchedReads {
  readonly #readMany: ReadMany;
  readonly #open = new Map<Cache, Batch>();

  constructor(readMany: ReadMany) {
    this.#readMany = readMany;
  }

  /** The values of these keys, others may be among them. Rejects when the read does. */
  read(cache: Cache, keys: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    const open = this.#open.get(cache);
    const batch = open !== undefined && open.keys.size + keys.length <= MAX_KEYS ? open : this.#begin(cache);
    for (const key of keys) batch.keys.add(key);
    return batch.values;
  }

  #begin(cache: Cache): Batch {
    const keys = new Set<string>();
    const values = Promise.resolve().then(async () => {
      if (this.#open.get(cache) === batch) this.#open.delete(cache);
      const names = [...keys];
      const read = await this.#readMany(cache, names);
      return new Map(names.map((name, at) => [name, read[at]]));
    });
    const batch = { keys, values };
    this.#open.set(cache, batch);
    return batch;
  }
}
