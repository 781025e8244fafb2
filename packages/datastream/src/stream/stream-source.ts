import type { CheckContext, Keys } from "@schematic/api/core";
import type { DataSource } from "../check/data-source.ts";
import { LACKS } from "../check/evaluator.ts";
import type { CacheFill } from "../load/cache-fill.ts";
import type { Kind } from "../protocol/entity.ts";
import { CONFLICT } from "../store/entity-store.ts";
import type { Entry } from "../store/entry.ts";
import { Rewriter } from "./rewriter.ts";
import { StreamFeed, type StreamFeedOptions } from "./stream-feed.ts";

/** What a stream source is made of. */
export interface StreamSourceOptions extends StreamFeedOptions {
  readonly fill: CacheFill;
}

/** Time that the last writes may take. */
const CLOSE_MS = 1_000;
/** Memory kept by a stream, with the shared caches behind it for as long as the stream cannot answer. */
export class StreamSource implements DataSource {
  readonly isUsable = true;
  readonly #options: StreamSourceOptions;
  readonly #feed: StreamFeed;
  readonly #rewriter: Rewriter;

  constructor(options: StreamSourceOptions) {
    this.#options = options;
    this.#feed = new StreamFeed(options);
    const { data, mirror } = options;
    this.#rewriter = new Rewriter({ data, mirror, proof: () => this.#feed.proof });
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
    this.#rewriter.start(settings.cacheTtlMs);
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
    this.#rewriter.close();
    this.#feed.close();
    await this.#options.mirror.close(CLOSE_MS);
  }

  #renew(kind: Kind, keys: Keys | undefined): void {
    const entry = keys && this.#find(kind, keys);
    if (entry !== undefined && entry.proof !== this.#feed.proof) void this.#feed.askAgain(kind, entry);
  }

  #find(kind: Kind, keys: Keys): Entry | undefined {
    const { companies, users } = this.#options.data;
    const entry = (kind === "company" ? companies : users).find(keys);
    return entry === CONFLICT ? undefined : entry;
  }

  /** Asks the stream; are the caches needed too? Not when it answered, nor when it said that there is nothing. */
  async #asksCaches(lacks: boolean, kind: Kind, keys: Keys | undefined): Promise<boolean> {
    if (!lacks || keys === undefined) return false;
    const held = this.#find(kind, keys);
    const outcome = await (held ? this.#feed.askAgain(kind, held) : this.#feed.ask(kind, keys));
    // Waited for once; from now on it is renewed behind the checks.
    if (held !== undefined) held.lapsed = false;
    return outcome !== "answered" && outcome !== "refused";
  }
}
