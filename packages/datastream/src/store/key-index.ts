import { type Entity, keyPairs } from "../protocol/entity.ts";
import type { Entry } from "./entry.ts";
import { isNewer } from "./proof.ts";

/** Entries by each of their keys, in any case. A key that moved to another entry is that one's alone. */
export class KeyIndex {
  /** By name, then value, both in lower case: nothing that a name or value may contain joins two of them. */
  readonly #byName = new Map<string, Map<string, Entry>>();

  find(name: string, value: string | undefined): Entry | undefined {
    if (typeof value !== "string") return undefined;
    const values = this.#byName.get(name) ?? this.#byName.get(name.toLowerCase());
    return values?.get(value) ?? values?.get(value.toLowerCase());
  }

  /** Adds the keys of an entry; of those that it had before only the ones that nobody has now. */
  add(entry: Entry, before?: Entity): void {
    const had = new Map(before && keyPairs(before));
    for (const [name, value] of keyPairs(entry.truth)) {
      const lowerName = name.toLowerCase();
      const lowerValue = value.toLowerCase();
      const values = this.#byName.get(lowerName) ?? new Map<string, Entry>();
      const owner = values.get(lowerValue);
      if (owner !== undefined && (had.get(name) === value || isNewer(owner.proof, entry.proof))) continue;
      this.#byName.set(lowerName, values.set(lowerValue, entry));
    }
  }

  remove(entry: Entry): void {
    for (const [name, value] of keyPairs(entry.truth)) {
      const lowerName = name.toLowerCase();
      const values = this.#byName.get(lowerName);
      // The key may have moved on to another entity, which then keeps it.
      if (values?.get(value.toLowerCase()) !== entry) continue;
      values.delete(value.toLowerCase());
      if (values.size === 0) this.#byName.delete(lowerName);
    }
  }
}
