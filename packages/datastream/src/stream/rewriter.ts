import { unref } from "@schematic/api/core";
import type { LocalData } from "../check/evaluator.ts";
import type { Kind } from "../protocol/entity.ts";
import type { Mirror } from "../shared/mirror.ts";
import type { EntityStore } from "../store/entity-store.ts";
import type { Proof } from "../store/proof.ts";

/** Entries are written again when half of their life is over, at least this often. */
const REWRITE_MS = 12 * 60 * 60 * 1000;
const LEAST_REWRITE_MS = 1_000;
/** Well below what may wait to be written, keys included. */
const CHUNK = 5_000;

/** What a rewriter works on. */
export interface RewriterOptions {
  readonly data: LocalData;
  readonly mirror: Mirror;
  /** What the open connection has confirmed carries this. */
  readonly proof: () => Proof | undefined;
}

/** Writes what is true and in use again: on a connection that never breaks, what never changes would expire in the shared caches. */
export class Rewriter {
  readonly #options: RewriterOptions;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: RewriterOptions) {
    this.#options = options;
  }

  start(cacheTtlMs: number | null): void {
    const halfLifeMs = (cacheTtlMs ?? Number.POSITIVE_INFINITY) / 2;
    const everyMs = Math.max(LEAST_REWRITE_MS, Math.min(REWRITE_MS, halfLifeMs));
    this.#timer = setInterval(() => void this.run(), everyMs);
    unref(this.#timer);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Once; never rejects. */
  async run(): Promise<void> {
    const { data, mirror, proof } = this.#options;
    if (proof() === undefined) return;
    mirror.putFlags(data.flags.all(), []);
    await this.#rewrite("company", data.companies);
    await this.#rewrite("user", data.users);
  }

  async #rewrite(kind: Kind, store: EntityStore): Promise<void> {
    const { mirror, proof } = this.#options;
    let count = 0;
    for (const entry of store.inUse()) {
      // More than may wait to be written would be given up; what was deleted meanwhile must not be written again.
      if (++count % CHUNK === 0) await mirror.written();
      if (entry.proof === proof() && store.get(entry.id) === entry) mirror.put(kind, entry.truth);
    }
  }
}
