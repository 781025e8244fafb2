import { unref } from "@schematic/api/core";
import { TOO_LARGE } from "../connection/socket.ts";
import type { StreamMessage } from "../protocol/message.ts";
import { flagsRequest } from "../protocol/request.ts";
import type { Proof } from "../store/proof.ts";
import type { FlagUpdates } from "./flag-updates.ts";

/** An empty snapshot is asked for once more after this. */
const CONFIRM_EMPTY_MS = 1_000;
/** Flags of a page, once a whole snapshot was too large for one frame. */
const PAGE_SIZE = 100;

/** Asks for the flags on each connection until a snapshot has been applied. */
export class FlagSync {
  readonly #updates: FlagUpdates;
  readonly #send: (frame: string) => boolean;
  #hasSnapshot = false;
  #pageSize: number | undefined;
  #confirmation: ReturnType<typeof setTimeout> | undefined;

  constructor(updates: FlagUpdates, send: (frame: string) => boolean) {
    this.#updates = updates;
    this.#send = send;
  }

  /** Has there ever been a whole snapshot? */
  get hasSnapshot(): boolean {
    return this.#hasSnapshot;
  }

  request(): void {
    this.#send(flagsRequest(this.#pageSize));
  }

  /** Takes a snapshot or a page of one; `true` once the whole has been applied. */
  snapshot(message: Extract<StreamMessage, { type: "flags" }>, proof: Proof): boolean {
    const outcome = this.#updates.snapshot(message, proof);
    if (outcome === "doubtful") {
      this.#confirmation = setTimeout(() => this.request(), CONFIRM_EMPTY_MS);
      unref(this.#confirmation);
    }
    this.#hasSnapshot ||= outcome === "applied";
    return outcome === "applied";
  }

  /** The connection is over, with this close code if there was one. */
  interrupted(code?: number): void {
    clearTimeout(this.#confirmation);
    this.#updates.interrupted();
    if (code === TOO_LARGE) this.#pageSize = PAGE_SIZE;
  }
}
