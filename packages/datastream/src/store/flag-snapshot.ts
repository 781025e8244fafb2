import type { Flag } from "../protocol/entity.ts";
import type { SnapshotPage } from "../protocol/message.ts";

/**
 * Puts the pages of a snapshot together, so that it is applied as one. What changes while they come is newer than any
 * of them; an interrupted snapshot is dropped when the next one begins, and its late pages are nothing by themselves.
 */
export class FlagSnapshot {
  #flags: Map<string, Flag> | undefined;
  #changes: ((flags: Map<string, Flag>) => void)[] = [];

  /** Adds a page: all the flags if it was the last; `headless` if the first was missed. */
  add(flags: readonly Flag[], page: SnapshotPage): readonly Flag[] | "partly" | "headless" {
    if (page.first ?? this.#flags === undefined) this.#begin();
    const collected = this.#flags;
    if (collected === undefined) return "headless";
    for (const flag of flags) collected.set(flag.key.toLowerCase(), flag);
    if (!page.last) return "partly";
    for (const change of this.#changes) change(collected);
    this.drop();
    return [...collected.values()];
  }

  /** A flag changed. */
  put(flag: Flag): void {
    this.#change((flags) => flags.set(flag.key.toLowerCase(), flag));
  }

  /** A flag is gone, named by its key or else by its id. */
  delete({ key, id }: { readonly key?: string | undefined; readonly id?: string | undefined }): void {
    this.#change((flags) => {
      for (const [held, flag] of flags) {
        if (key === undefined ? flag.id === id : held === key.toLowerCase()) flags.delete(held);
      }
    });
  }

  /** The connection is gone, and with it the pages that were to come. */
  drop(): void {
    this.#flags = undefined;
    this.#changes = [];
  }

  #begin(): void {
    this.#flags = new Map();
    this.#changes = [];
  }

  #change(change: (flags: Map<string, Flag>) => void): void {
    if (this.#flags !== undefined) this.#changes.push(change);
  }
}
