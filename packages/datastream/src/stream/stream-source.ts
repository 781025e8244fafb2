import { type CheckContext, type Keys, unref } from "@schematic/api/core";
import type { DataSource } from "../check/data-source.ts";
import { LACKS } from "../check/evaluator.ts";
import type { CacheFill } from "../load/cache-fill.ts";
import type { Kind } from "../protocol/entity.ts";
import { CONFLICT, type EntityStore } from "../store/entity-store.ts";
import { StreamFeed, type StreamFeedOptions } from "./stream-feed.ts";

/** What a stream source is made of. */
export interface StreamSourceOptions extends StreamFeedOptions {
  readonly fill: CacheFill;
}

/** Time that the last writes may take. */
const CLOSE_MS = 1_000;
/** Entries are written again when half of their life is over, at least this often. */
const REWRITE_MS = 12 * 60 * 60 * 1000;
const LEAST_REWRITE_MS = 1_000;
/** Well below what may wait to be written, keys included. */
const REWRITE_CHUNK = 5_000;

/** Memory kept by a stream, with the shared caches behind it for as long as the stream cannot answer. */
export class StreamSource implements DataSource {
  readonly isUsable = true;
  readonly #options: StreamSourceOptions;
  readonly #feed: StreamFeed;
  #rewrite: ReturnType<typeof setInterval> | undefined;

  constructor(options: StreamSourceOptions) {
    this.#options = options;
    this.#feed = new StreamFeed(options);
  }

  start(): void {
    const { board, settings } = this.#options;
    if (settings.apiKey === undefined) {
      settings.logger.error("datastream: there is no API key, so nothing can be checked locally");
      board.set(false, "there is no API key");
      this.#feed.close();
      return;
    }
    this.#feed.start();
    const halfLifeMs = (settings.cacheTtlMs ?? Number.POSITIVE_INFINITY) / 2;
    const everyMs = Math.max(LEAST_REWRITE_MS, Math.min(REWRITE_MS, halfLifeMs));
    this.#rewrite = setInterval(() => void this.#remirror(), everyMs);
    unref(this.#rewrite);
  }

  settled(): Promise<void> {
    return this.#feed.firstOutcome;
  }

  async load(lacking: number, flag: string, context: CheckContext): Promise<void> {
    await this.#feed.firstOutcome;
    const [company, user] = await Promise.all([
      this.#asksCaches((lacking & LACKS.company) !== 0, "company", context.company),
      this.#asksCaches((lacking & LACKS.user) !== 0, "user", context.user),
    ]);
    // A flag that a snapshot did not have is nowhere else either.
    const flagLacks = this.#feed.hasSnapshot ? 0 : lacking & LACKS.flag;
    const lacks = flagLacks | (company ? LACKS.company : 0) | (user ? LACKS.user : 0);
    await this.#options.fill.fill(lacks, flag, context, {
      hasFlags: () => this.#feed.hasSnapshot,
      isRefused: (kind, keys) => this.#feed.isRefused(kind, keys),
    });
  }

  renew(_flag: string, { company, user }: CheckContext): void {
    if (this.#feed.proof === undefined) return;
    this.#renew("company", company);
    this.#renew("user", user);
  }

  async close(): Promise<void> {
    clearInterval(this.#rewrite);
    this.#feed.close();
    await this.#options.mirror.close(CLOSE_MS);
  }

  #renew(kind: Kind, keys: Keys | undefined): void {
    if (keys === undefined) return;
    const { companies, users } = this.#options.data;
    const entry = (kind === "company" ? companies : users).find(keys);
    if (entry === undefined || entry === CONFLICT || entry.proof === this.#feed.proof) return;
    void this.#feed.askAgain(kind, entry);
  }

  /** Asks the stream; are the caches needed too? Not when it answered, nor when it said that there is nothing. */
  async #asksCaches(lacks: boolean, kind: Kind, keys: Keys | undefined): Promise<boolean> {
    if (!lacks || keys === undefined) return false;
    const outcome = await this.#feed.ask(kind, keys);
    return outcome !== "answered" && outcome !== "refused";
  }

  /** On a connection that never breaks, what never changes would expire in the shared caches. */
  async #remirror(): Promise<void> {
    const { data, mirror } = this.#options;
    if (this.#feed.proof === undefined) return;
    mirror.putFlags(data.flags.all(), []);
    await this.#remirrorEntities("company", data.companies);
    await this.#remirrorEntities("user", data.users);
  }

  async #remirrorEntities(kind: Kind, store: EntityStore): Promise<void> {
    const { mirror } = this.#options;
    let count = 0;
    for (const entry of store.inUse()) {
      // More than may wait to be written would be given up; what was deleted meanwhile must not be written again.
      if (++count % REWRITE_CHUNK === 0) await mirror.written();
      const isLive = entry.proof === this.#feed.proof && store.get(entry.id) === entry;
      if (isLive) mirror.put(kind, entry.truth);
    }
  }
}
