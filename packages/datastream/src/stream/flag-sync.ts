import { unref } from "@schematic/api/core";
import { TOO_LARGE } from "../connection/socket.ts";
import type { StreamMessage } from "../protocol/message.ts";
import { flagsRequest } from "../protocol/request.ts";
import type { Proof } from "../store/proof.ts";
import type { FlagUpdates } from "./flag-updates.ts";

/** On one connection the flags are not asked for again sooner, however often they are in doubt; an empty snapshot too is doubted after this. */
const RENEW_MS = 1_000;
/** As the official SDKs; a service that never sends the flags is as good as none. */
const TIMEOUT_MS = 30_000;
/** Flags of a page, once a whole snapshot was too large for one frame. */
const PAGE_SIZE = 100;

/** What a sync works on. */
export interface FlagSyncOptions {
  readonly updates: FlagUpdates;
  /** Sends a frame. */
  readonly send: (frame: string) => boolean;
  /** The flags were asked for and have not come. */
  readonly onOverdue: () => void;
}

/** Asks for the flags on each connection, and again when they are in doubt, until a snapshot has been applied. */
export class FlagSync {
  readonly #options: FlagSyncOptions;
  #hasSnapshot = false;
  #pageSize: number | undefined;
  #renewableAt = 0;
  #renewal: ReturnType<typeof setTimeout> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(options: FlagSyncOptions) {
    this.#options = options;
  }

  /** Has there ever been a whole snapshot? */
  get hasSnapshot(): boolean {
    return this.#hasSnapshot;
  }

  /** Asks now. */
  request(): void {
    clearTimeout(this.#renewal);
    this.#renewal = undefined;
    this.#renewableAt = performance.now() + RENEW_MS;
    this.#deadline ??= this.#after(TIMEOUT_MS, this.#options.onOverdue);
    this.#options.send(flagsRequest(this.#pageSize));
  }

  /** Asks again because the flags are in doubt: any number of doubts in a moment are one request at its end. */
  renew(leastMs = 0): void {
    const ms = Math.max(leastMs, this.#renewableAt - performance.now());
    this.#renewal ??= this.#after(ms, () => this.request());
  }

  /** Takes a snapshot or a page of one; `true` once the whole has been applied. */
  snapshot(message: Extract<StreamMessage, { type: "flags" }>, proof: Proof): boolean {
    const outcome = this.#options.updates.snapshot(message, proof);
    if (outcome === "doubtful") this.renew(RENEW_MS);
    if (outcome !== "applied") return false;
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    this.#hasSnapshot = true;
    return true;
  }

  /** The connection is over, with this close code if there was one. */
  interrupted(code?: number): void {
    clearTimeout(this.#renewal);
    clearTimeout(this.#deadline);
    this.#renewal = undefined;
    this.#deadline = undefined;
    this.#options.updates.interrupted();
    if (code === TOO_LARGE) this.#pageSize = PAGE_SIZE;
  }

  #after(ms: number, then: () => void): ReturnType<typeof setTimeout> {
    const timer = setTimeout(then, ms);
    unref(timer);
    return timer;
  }
}
