import { describeError, type Logger, unref } from "@schematic/api/core";
import { isJson } from "../protocol/entity.ts";
import type { ReplicatorSettings } from "../settings.ts";
import { bounded } from "../shared/bounded.ts";

/** What a replicator says of itself. */
export interface Health {
  readonly ready: boolean;
  /** In words for people. */
  readonly detail: string;
}

/** As the official SDKs. */
const TIMEOUT_MS = 5_000;
/** While it is not ready, and after one failed poll, it is asked sooner. */
const SOON_MS = 1_000;

/**
 * Polls a replicator's health. Ready only by its own word; one failed poll does not take that back (it is repeated
 * soon), the second in a row does.
 */
export class HealthPoll {
  readonly #settings: ReplicatorSettings;
  readonly #logger: Logger;
  readonly #onChange: (health: Health) => void;
  #health: Health = { ready: false, detail: "the replicator has not been asked yet" };
  #version: string | undefined;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | undefined;
  #closed = false;

  constructor(settings: ReplicatorSettings, logger: Logger, onChange: (health: Health) => void) {
    this.#settings = settings;
    this.#logger = logger;
    this.#onChange = onChange;
  }

  get isReady(): boolean {
    return this.#health.ready;
  }

  /** The version in the keys of what it keeps; the last known one. */
  get version(): string | undefined {
    return this.#version;
  }

  /** Asks now and then at intervals; resolves with the first answer. */
  async start(): Promise<void> {
    await this.#poll();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  async #poll(): Promise<void> {
    const health = await this.#ask();
    if (this.#closed) return;
    if (health !== undefined) this.#health = health;
    this.#onChange(this.#health);
    const { healthIntervalMs } = this.#settings;
    const isSettled = this.#health.ready && this.#failures === 0;
    this.#timer = setTimeout(
      () => void this.#poll(),
      isSettled ? healthIntervalMs : Math.min(SOON_MS, healthIntervalMs),
    );
    unref(this.#timer);
  }

  /** What it said; `undefined` when nothing changes. */
  async #ask(): Promise<Health | undefined> {
    const asking = new AbortController();
    this.#asking = asking;
    try {
      // A fetch of one's own may not look at the signal.
      const [body, ok] = await bounded(this.#fetch(asking.signal), TIMEOUT_MS);
      return this.#read(body, ok);
    } catch (error) {
      this.#failures++;
      this.#logger.debug("datastream: the replicator could not be asked", describeError(error));
      return this.#failures === 1 && this.#health.ready
        ? undefined
        : { ready: false, detail: "the replicator gave no answer" };
    } finally {
      asking.abort();
    }
  }

  async #fetch(signal: AbortSignal): Promise<readonly [body: unknown, ok: boolean]> {
    const { fetch, healthUrl } = this.#settings;
    const response = await fetch(healthUrl, { signal });
    return [await response.json(), response.ok];
  }

  #read(body: unknown, ok: boolean): Health {
    if (!isJson(body)) throw new TypeError("not an object");
    this.#failures = 0;
    const version = body.cache_version ?? body.cacheVersion;
    if (typeof version === "string" && version !== "" && !version.includes(":")) this.#version = version;
    if (ok && body.ready === true) return { ready: true, detail: "the replicator is ready" };
    return { ready: false, detail: "the replicator is not ready" };
  }
}
