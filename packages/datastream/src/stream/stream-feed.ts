/**
 * Keeps memory up to date over one connection. After every (re)connect the flags are asked for again and then, a few
 * at a time, the companies and users in use; until such an answer comes, what is held keeps the age it has.
 */
import { type Keys, unref } from "@schematic/api/core";
import type { LocalData } from "../check/evaluator.ts";
import type { StatusBoard } from "../check/status.ts";
import { Connection } from "../connection/connection.ts";
import { handshakeHeaders } from "../connection/handshake-headers.ts";
import type { Loss } from "../connection/reconnect-policy.ts";
import { TOO_LARGE } from "../connection/socket.ts";
import { PendingRequests, type RequestOutcome } from "../load/pending-requests.ts";
import { type Kind, keyPairs } from "../protocol/entity.ts";
import { parseMessage, type StreamMessage } from "../protocol/message.ts";
import { flagsRequest, kindOf } from "../protocol/request.ts";
import type { Settings } from "../settings.ts";
import type { Mirror } from "../shared/mirror.ts";
import type { Entry } from "../store/entity-store.ts";
import { liveProof, type Proof } from "../store/proof.ts";
import { EntityUpdates } from "./entity-updates.ts";
import { FlagUpdates } from "./flag-updates.ts";
import { reportLoss } from "./report-loss.ts";
import { resubscribe } from "./resubscribe.ts";

/** What a feed is made of. */
export interface StreamFeedOptions {
  readonly settings: Settings;
  readonly data: LocalData;
  readonly board: StatusBoard;
  readonly mirror: Mirror;
}

/** An empty snapshot is asked for once more after this. */
const CONFIRM_EMPTY_MS = 1_000;
/** Flags of a page, once a whole snapshot was too large for one frame. */
const PAGE_SIZE = 100;

export class StreamFeed {
  readonly #options: StreamFeedOptions;
  readonly #connection: Connection;
  readonly #pending: PendingRequests;
  readonly #flags: FlagUpdates;
  readonly #entities: EntityUpdates;
  /** Resolves when the first attempt to connect has succeeded or failed, or has taken longer than a request may. */
  readonly firstOutcome: Promise<void>;
  #settle: () => void = () => undefined;
  #proof: Proof | undefined;
  #hasSnapshot = false;
  #ignored = 0;
  #pageSize: number | undefined;
  #confirmation: ReturnType<typeof setTimeout> | undefined;

  constructor(options: StreamFeedOptions) {
    const { settings, data, mirror } = options;
    const { logger, slots, requestTimeoutMs: timeoutMs } = settings;
    this.#options = options;
    this.firstOutcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#pending = new PendingRequests({ send: (frame) => this.#connection.send(frame), timeoutMs });
    this.#flags = new FlagUpdates({ flags: data.flags, mirror, keepsElsewhere: slots.flags !== undefined, logger });
    this.#entities = new EntityUpdates({
      stores: { company: data.companies, user: data.users },
      mirror,
      onAnswer: (kind, pairs) => this.#pending.answered(kind, pairs),
      onRefusal: (kind, keys) => this.#pending.refused(kind, keys),
      onDoubt: (kind, entry) => void this.#askAgain(kind, entry),
    });
    this.#connection = new Connection(
      { ...settings, headers: handshakeHeaders({ ...settings, apiKey: settings.apiKey ?? "" }) },
      {
        onOpen: () => this.#opened(),
        onText: (text) => this.#received(parseMessage(text)),
        onProbe: () => this.#probe(),
        onLoss: (loss, retryInMs) => this.#lost(loss, retryInMs),
      },
    );
  }

  /** What the open connection has confirmed carries this. */
  get proof(): Proof | undefined {
    return this.#proof;
  }

  /** Has there ever been a whole snapshot of the flags? */
  get hasSnapshot(): boolean {
    return this.#hasSnapshot;
  }

  /** Did the service answer this with an error a moment ago? */
  isRefused(kind: Kind, keys: Keys): boolean {
    return this.#pending.isRefused(kind, keys);
  }

  start(): void {
    const { board, settings } = this.#options;
    if (settings.apiKey !== undefined) {
      unref(setTimeout(this.#settle, settings.requestTimeoutMs));
      this.#connection.start();
      return;
    }
    settings.logger.error("datastream: there is no API key, so nothing can be checked locally");
    board.set(false, "there is no API key");
    this.#settle();
  }

  /** Asks for a company or user and for changes to it. */
  ask(kind: Kind, keys: Keys): Promise<RequestOutcome> {
    return this.#connection.isOpen ? this.#pending.ask(kind, keys) : Promise.resolve("disconnected");
  }

  close(): void {
    clearTimeout(this.#confirmation);
    this.#connection.close();
    this.#endProof();
    this.#pending.disconnected();
    this.#settle();
  }

  #opened(): void {
    this.#proof = liveProof();
    this.#flags.interrupted();
    this.#connection.send(flagsRequest(this.#pageSize));
  }

  #received(message: StreamMessage): void {
    const proof = this.#proof;
    if (proof === undefined) return;
    switch (message.type) {
      case "flags":
        this.#snapshot(message, proof);
        break;
      case "flag":
        this.#flags.changed(message.flag, proof);
        break;
      case "flag-deleted":
        this.#flags.deleted(message);
        break;
      case "entity":
        this.#entities.full(message, proof);
        break;
      case "partial":
        this.#entities.partial(message, proof);
        break;
      case "deleted":
        this.#entities.deleted(message);
        break;
      case "error":
        this.#refused(message);
        break;
      case "reload":
        this.#reload();
        break;
      case "ignored":
        this.#ignore(message.why);
        break;
    }
  }

  #snapshot(message: Extract<StreamMessage, { type: "flags" }>, proof: Proof): void {
    const outcome = this.#flags.snapshot(message, proof);
    if (outcome === "doubtful") {
      this.#confirmation = setTimeout(() => this.#connection.send(flagsRequest(this.#pageSize)), CONFIRM_EMPTY_MS);
      unref(this.#confirmation);
    }
    if (outcome !== "applied") return;
    this.#hasSnapshot = true;
    this.#connection.synced();
    this.#options.board.set(true, `connected, ${this.#options.data.flags.size} flags`);
    this.#settle();
    const isCurrent = () => this.#proof === proof;
    void resubscribe(this.#options.data, { proof, isCurrent, ask: (kind, entry) => this.#askAgain(kind, entry) });
  }

  #refused(message: Extract<StreamMessage, { type: "error" }>): void {
    const kind = kindOf(message.about);
    if (kind !== undefined) this.#entities.refused(kind, message, this.#proof);
    else this.#ignore("an error about nothing that was asked");
    if (message.about === "rulesengine.Flags") this.#connection.fail("the flags were refused");
  }

  /** What is held may be old: everything is asked for again, and keeps answering until it has come. */
  #reload(): void {
    this.#endProof();
    this.#proof = liveProof();
    this.#connection.send(flagsRequest(this.#pageSize));
  }

  #ignore(why: string): void {
    this.#ignored++;
    const line = `datastream: a message was ignored: ${why} (${this.#ignored} so far)`;
    this.#options.settings.logger[this.#ignored === 1 ? "warn" : "debug"](line);
  }

  #askAgain(kind: Kind, entry: Entry): Promise<RequestOutcome> {
    return this.ask(kind, Object.fromEntries(keyPairs(entry.truth)));
  }

  /** Anything that is always answered; a company in use costs the service the least. */
  #probe(): void {
    const entry = this.#options.data.companies.inUse()[0];
    if (entry === undefined) this.#connection.send(flagsRequest(this.#pageSize));
    else void this.#askAgain("company", entry);
  }

  #lost(loss: Loss, retryInMs: number): void {
    const { board, settings } = this.#options;
    clearTimeout(this.#confirmation);
    this.#endProof();
    this.#pending.disconnected();
    if (loss.code === TOO_LARGE) this.#pageSize = PAGE_SIZE;
    reportLoss(settings, board, { ...loss, retryInMs });
    this.#settle();
  }

  #endProof(): void {
    if (this.#proof !== undefined) this.#proof.endedAt = this.#connection.heardAt;
    this.#proof = undefined;
  }
}
