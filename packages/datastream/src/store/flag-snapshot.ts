import type { Flag } from "../protocol/entity.ts";
import type { SnapshotPage } from "../protocol/message.ts";

/**
 * Puts the pages of a snapshot together, so that it is applied as one. What changes between two pages is newer than the
 * page it was on; an interrupted snapshot is dropped when the next one begins.
 */
export class FlagSnapshot {
  #flags: Map<string, Flag> | undefined;

  /** Adds a page; all the flags if it was the last. */
  add(flags: readonly Flag[], page: SnapshotPage): readonly Flag[] | undefined {
    const collected = page.first ? new Map<string, Flag>() : (this.#flags ?? new Map<string, Flag>());
    for (const flag of flags) collected.set(flag.key.toLowerCase(), flag);
    this.#flags = page.last ? undefined : collected;
    return page.last ? [...collected.values()] : undefined;
  }

  /** A flag changed. */
  put(flag: Flag): void {
    this.#flags?.set(flag.key.toLowerCase(), flag);
  }

  /** A flag is gone, named by its key or else by its id. */
  delete({ key, id }: { readonly key?: string | undefined; readonly id?: string | undefined }): void {
    for (const [held, flag] of this.#flags ?? []) {
      if (key === undefined ? flag.id === id : held === key.toLowerCase()) this.#flags?.delete(held);
    }
  }

  /** The connection is gone, and with it the pages that were to come. */
  drop(): void {
    this.#flags = undefined;
  }
}
