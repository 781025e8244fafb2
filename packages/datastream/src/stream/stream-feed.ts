/**
 * Keeps memory up to date over one connection. After every (re)connect the flags are asked for again and then, a few
 * at a time, the companies and users in use; until such an answer comes, what is held keeps the age it has.
 */
import { type Keys, unref } from "@schematic/api/core";
import type { LocalData } from "../check/evaluator.ts";
import type { StatusBoard } from "../check/status.ts";
import { Connection } from "../connection/connection.ts";
import type { Loss } from "../connection/reconnect-policy.ts";
import { PendingRequests, type RequestOutcome } from "../load/pending-requests.ts";
import type { Kind } from "../protocol/entity.ts";
import { parseMessage, type StreamMessage } from "../protocol/message.ts";
import { kindOf } from "../protocol/request.ts";
import type { Settings } from "../settings.ts";
import type { Mirror } from "../shared/mirror.ts";
import type { Entry } from "../store/entry.ts";
import type { Proof } from "../store/proof.ts";
import { EntityUpdates } from "./entity-updates.ts";
import { FlagSync } from "./flag-sync.ts";
import { FlagUpdates } from "./flag-updates.ts";
import { countIgnored } from "./ignored-messages.ts";
import { LiveProofs } from "./live-proofs.ts";
import { probeKeys } from "./probe-keys.ts";
import { reportLoss } from "./report-loss.ts";
import { Resubscriber } from "./resubscriber.ts";

/** What a feed is made of. */
export interface StreamFeedOptions {
  readonly settings: Settings;
  readonly data: LocalData;
  readonly board: StatusBoard;
  readonly mirror: Mirror;
}

export class StreamFeed {
  readonly #options: StreamFeedOptions;
  readonly #connection: Connection;
  readonly #pending: PendingRequests;
  readonly #flags: FlagUpdates;
  readonly #sync: FlagSync;
  readonly #entities: EntityUpdates;
  readonly #resubscriber: Resubscriber;
  readonly #ignore: (why: string) => void;
  /** Resolves when the first attempt to connect has succeeded or failed, or has taken longer than a request may. */
  readonly firstOutcome: Promise<void>;
  #settle: () => void = () => undefined;
  readonly #proofs = new LiveProofs(() => this.#connection.heardAt);

  constructor(options: StreamFeedOptions) {
    const { settings, data, mirror } = options;
    const { logger, requestTimeoutMs: timeoutMs } = settings;
    this.#options = options;
    this.#ignore = countIgnored(logger);
    this.firstOutcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
    const send = (frame: string) => this.#connection.send(frame);
    const onOverdue = () => this.#connection.fail("the flags did not come");
    this.#pending = new PendingRequests({ send, timeoutMs });
    const keepsElsewhere = settings.slots.flags !== undefined;
    const onDoubt = () => this.#doubt("flags");
    this.#flags = new FlagUpdates({ flags: data.flags, mirror, keepsElsewhere, onDoubt, logger });
    this.#sync = new FlagSync({ updates: this.#flags, send, onOverdue });
    this.#entities = new EntityUpdates({
      stores: { company: data.companies, user: data.users },
      mirror,
      onAnswer: (kind, pairs) => this.#pending.answered(kind, pairs),
      onRefusal: (kind, keys) => this.#pending.refused(kind, keys),
      onDoubt: (kind, entry) => void this.askAgain(kind, entry),
    });
    const isCurrent = (proof: Proof) => this.proof === proof;
    this.#resubscriber = new Resubscriber({ data, isCurrent, ask: (kind, entry) => this.askAgain(kind, entry) });
    this.#connection = new Connection(settings, {
      onOpen: () => this.#opened(),
      onText: (text) => this.#received(parseMessage(text)),
      onProbe: () => this.#probe(),
      onLoss: (loss, retryInMs) => this.#lost(loss, retryInMs),
    });
  }

  /** What the open connection has confirmed carries this. */
  get proof(): Proof | undefined {
    return this.#proofs.entities;
  }

  /** Has there ever been a whole snapshot of the flags? */
  get hasSnapshot(): boolean {
    return this.#sync.hasSnapshot;
  }

  /** Did the service answer this with an error a moment ago? */
  isRefused(kind: Kind, keys: Keys): boolean {
    return this.#pending.isRefused(kind, keys);
  }

  start(): void {
    unref(setTimeout(this.#settle, this.#options.settings.requestTimeoutMs));
    this.#connection.start();
  }

  /** Asks for a company or user and for changes to it. */
  ask(kind: Kind, keys: Keys): Promise<RequestOutcome> {
    return this.#connection.isOpen ? this.#pending.ask(kind, keys) : Promise.resolve("disconnected");
  }

  /** Asks for what is held, by its own keys: by one that has moved on, the other would be the answer. */
  askAgain(kind: Kind, entry: Entry): Promise<RequestOutcome> {
    const { companies, users } = this.#options.data;
    return this.ask(kind, (kind === "company" ? companies : users).ownKeys(entry));
  }

  close(): void {
    this.#connection.close();
    this.#sync.interrupted();
    this.#proofs.end();
    this.#pending.disconnected();
    this.#settle();
  }

  #opened(): void {
    this.#proofs.renew();
    this.#sync.request();
  }

  #received(message: StreamMessage): void {
    const { entities: proof, flags: flagProof } = this.#proofs;
    if (proof === undefined || flagProof === undefined) return;
    switch (message.type) {
      case "flags":
        if (this.#sync.snapshot(message, flagProof)) this.#synced(proof);
        break;
      case "flag":
        this.#flags.changed(message, flagProof);
        break;
      case "flags-doubted":
        this.#doubt("flags");
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
        this.#entities.deleted(message, proof);
        break;
      case "error":
        this.#refused(message);
        break;
      case "reload":
        this.#doubt("everything");
        break;
      case "ignored":
        this.#ignore(message.why);
        break;
    }
  }

  #synced(proof: Proof): void {
    this.#connection.synced();
    this.#options.board.set(true, `connected, ${this.#options.data.flags.size} flags`);
    this.#settle();
    void this.#resubscriber.run(proof);
  }

  #refused(message: Extract<StreamMessage, { type: "error" }>): void {
    const kind = kindOf(message.about);
    if (kind !== undefined) this.#entities.refused(kind, message, this.proof);
    else this.#ignore("an error about nothing that was asked");
    if (message.about === "rulesengine.Flags") this.#connection.fail("the flags were refused");
  }

  /** What is held may be old: it is asked for again, and keeps answering until it has come. */
  #doubt(what: "flags" | "everything"): void {
    if (what === "flags") this.#proofs.renewFlags();
    else this.#proofs.renew();
    this.#sync.renew();
  }

  /** Anything that is always answered; a company in use costs the service the least. */
  #probe(): void {
    const keys = probeKeys(this.#options.data.companies, (held) => this.isRefused("company", held));
    if (keys === undefined) this.#sync.request();
    else void this.ask("company", keys);
  }

  #lost(loss: Loss, retryInMs: number): void {
    const { board, settings } = this.#options;
    this.#sync.interrupted(loss.code);
    this.#proofs.end();
    this.#pending.disconnected();
    reportLoss(settings, board, { ...loss, retryInMs });
    this.#settle();
  }
}
