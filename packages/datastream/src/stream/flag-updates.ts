import type { Logger } from "@schematic/api/core";
import { unreadable } from "@schematic/rulesengine";
import type { Flag } from "../protocol/entity.ts";
import type { StreamMessage } from "../protocol/message.ts";
import type { Mirror } from "../shared/mirror.ts";
import { FlagSnapshot } from "../store/flag-snapshot.ts";
import type { FlagStore } from "../store/flag-store.ts";
import type { Proof } from "../store/proof.ts";
import { isBefore } from "./stream-id.ts";

/** What updates are applied to. */
export interface FlagUpdatesOptions {
  readonly flags: FlagStore;
  readonly mirror: Mirror;
  readonly keepsElsewhere: boolean;
  /** What is held may not be the newest: ask for the whole. */
  readonly onDoubt: () => void;
  readonly logger: Logger;
}

type Message<T extends StreamMessage["type"]> = Extract<StreamMessage, { type: T }>;

/**
 * Applies what the stream says of flags. A flag that the engine cannot read is not held at all, neither in its new form
 * nor in an older one: its checks go to the API.
 */
export class FlagUpdates {
  readonly #options: FlagUpdatesOptions;
  readonly #snapshot = new FlagSnapshot();
  readonly #unreadable = new Set<string>();
  #emptyBefore = false;
  /** The number of the last change on this connection. */
  #streamId: string | undefined;

  constructor(options: FlagUpdatesOptions) {
    this.#options = options;
  }

  /**
   * Takes a snapshot or a page of one: `partly` when more pages follow, `doubtful` when its beginning was missed or it
   * is empty although there were flags: that must be said twice before everything is dropped.
   */
  snapshot({ flags, unusable, page }: Message<"flags">, proof: Proof): "applied" | "partly" | "doubtful" {
    if (unusable > 0) this.#options.logger.warn(`datastream: ${unusable} flags without key were ignored`);
    const whole = this.#snapshot.add(flags, page);
    if (whole === "partly") return "partly";
    if (whole === "headless") return "doubtful";
    const isDoubtful = whole.length === 0 && unusable === 0 && !this.#emptyBefore && this.#hasFlags();
    this.#emptyBefore = isDoubtful;
    if (isDoubtful) return "doubtful";
    const keys = new Set(whole.map(({ key }) => key));
    for (const key of this.#unreadable) if (!keys.has(key)) this.#unreadable.delete(key);
    const readable = whole.filter((flag) => this.#isReadable(flag));
    const gone = this.#options.flags.replaceAll(readable, proof);
    this.#options.mirror.putFlags(readable, gone);
    return "applied";
  }

  changed({ flag, streamId }: Message<"flag">, proof: Proof): void {
    if (this.#isLate(streamId)) return;
    this.#snapshot.put(flag);
    if (this.#isReadable(flag)) {
      this.#options.flags.put(flag, proof);
      this.#options.mirror.putFlag(flag);
    } else this.#forget({ key: flag.key });
  }

  deleted({ key, id, streamId }: Message<"flag-deleted">): void {
    if (!this.#isLate(streamId)) this.#forget({ key, id });
  }

  interrupted(): void {
    this.#snapshot.drop();
    this.#emptyBefore = false;
    this.#streamId = undefined;
  }

  /** One that was overtaken may be about what the other was about. */
  #isLate(streamId: string | undefined): boolean {
    const isLate = isBefore(streamId, this.#streamId);
    if (isLate) this.#options.onDoubt();
    else this.#streamId = streamId ?? this.#streamId;
    return isLate;
  }

  #forget(wanted: { readonly key?: string | undefined; readonly id?: string | undefined }): void {
    this.#snapshot.delete(wanted);
    const key = this.#options.flags.delete(wanted);
    if (key !== undefined) this.#options.mirror.deleteFlag(key);
  }

  #hasFlags(): boolean {
    return this.#options.flags.size > 0 || this.#options.keepsElsewhere;
  }

  /** Says so once for each flag that is not: snapshots repeat them. */
  #isReadable(flag: Flag): boolean {
    const why = unreadable("flag", flag);
    if (why === undefined) {
      this.#unreadable.delete(flag.key);
      return true;
    }
    const level = this.#unreadable.has(flag.key) ? "debug" : "warn";
    this.#unreadable.add(flag.key);
    this.#options.logger[level]("datastream: a flag is left to the API, the engine cannot read it", flag.key, why);
    return false;
  }
}
