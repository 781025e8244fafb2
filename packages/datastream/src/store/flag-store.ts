import type { Flag } from "../protocol/entity.ts";
import type { Proof } from "./proof.ts";

/** One flag in memory. */
export interface FlagEntry {
  readonly flag: Flag;
  readonly proof: Proof;
}

/** Flags by key, in any case: the service's own caches do not tell `Beta` from `beta`. */
export class FlagStore {
  #flags = new Map<string, FlagEntry>();

  get size(): number {
    return this.#flags.size;
  }

  find(key: string): FlagEntry | undefined {
    return this.#flags.get(key) ?? this.#flags.get(key.toLowerCase());
  }

  /** Takes a whole snapshot at once and returns the keys of the flags that are gone. */
  replaceAll(flags: readonly Flag[], proof: Proof): string[] {
    const before = this.#flags;
    this.#flags = new Map(flags.map((flag) => [flag.key.toLowerCase(), { flag, proof }]));
    return [...before.keys()].filter((key) => !this.#flags.has(key));
  }

  put(flag: Flag, proof: Proof): void {
    this.#flags.set(flag.key.toLowerCase(), { flag, proof });
  }

  /** Forgets a flag by key or by id and returns its key in lower case. */
  delete(wanted: { readonly key?: string | undefined; readonly id?: string | undefined }): string | undefined {
    const key = wanted.key?.toLowerCase() ?? this.#keyOf(wanted.id);
    if (key !== undefined) this.#flags.delete(key);
    return key;
  }

  all(): Flag[] {
    return [...this.#flags.values()].map(({ flag }) => flag);
  }

  #keyOf(id: string | undefined): string | undefined {
    for (const [key, { flag }] of this.#flags) if (flag.id === id) return key;
    return undefined;
  }
}
