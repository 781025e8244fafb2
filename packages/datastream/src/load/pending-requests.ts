/**
 * What was asked of the stream and has not been answered. The protocol has no request ids: an answer is matched by the
 * keys in it. Each question is one record that leaves every index when it settles, by answer, refusal, deadline or
 * loss of the connection, so no key can stay "being asked for" for ever.
 */
import { type Keys, unref } from "@schematic/api/core";
import type { Kind } from "../protocol/entity.ts";
import { entityRequest } from "../protocol/request.ts";
import { type KeyPairs, nameOf, tokensOf } from "./question.ts";
import { Refusals } from "./refusals.ts";

/** What became of a request. `refused` covers "not found": only the API can say more. */
export type RequestOutcome = "answered" | "refused" | "timeout" | "disconnected" | "overloaded";

/** Options of the requests. */
export interface PendingOptions {
  /** Sends a frame; `false` if there is no connection. */
  readonly send: (frame: string) => boolean;
  readonly timeoutMs: number;
}

interface Pending {
  readonly kind: Kind;
  readonly keys: Keys;
  readonly name: string;
  readonly tokens: readonly string[];
  readonly promise: Promise<RequestOutcome>;
  readonly resolve: (outcome: RequestOutcome) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Requests on the wire at a time; the service answers each on its own, so more would only be a burst. */
const MAX_IN_FLIGHT = 64;
/** Requests in all; beyond it the API is asked instead. */
const MAX_PENDING = 10_000;

export class PendingRequests {
  readonly #options: PendingOptions;
  readonly #byName = new Map<string, Pending>();
  readonly #byToken = new Map<string, Set<Pending>>();
  readonly #waiting = new Set<Pending>();
  readonly #inFlight = new Set<Pending>();
  readonly #refusals = new Refusals();

  constructor(options: PendingOptions) {
    this.#options = options;
  }

  /** Asks for an entity; the same question asked twice is one request. */
  ask(kind: Kind, keys: Keys): Promise<RequestOutcome> {
    const tokens = tokensOf(kind, Object.entries(keys));
    // Nobody is asked about somebody without a key.
    if (tokens.length === 0) return Promise.resolve("refused");
    const name = nameOf(tokens);
    const pending = this.#byName.get(name);
    if (pending !== undefined) return pending.promise;
    if (this.#refusals.has(name)) return Promise.resolve("refused");
    if (this.#byName.size >= MAX_PENDING) return Promise.resolve("overloaded");
    const added = this.#add({ kind, keys, name, tokens });
    this.#pump();
    return added.promise;
  }

  /** Was this answered with an error a moment ago? */
  isRefused(kind: Kind, keys: Keys): boolean {
    return this.#refusals.has(nameOf(tokensOf(kind, Object.entries(keys))));
  }

  /** An entity with these keys has come, and is applied before those who wait go on. Had anyone asked for it? */
  answered(kind: Kind, pairs: KeyPairs): boolean {
    if (this.#byName.size === 0 && this.#refusals.size === 0) return false;
    const tokens = tokensOf(kind, pairs);
    this.#refusals.lift(tokens);
    const askers = tokens.flatMap((token) => [...(this.#byToken.get(token) ?? [])]);
    for (const pending of askers) this.#settle(pending, "answered");
    return askers.length > 0;
  }

  /** The service answered these keys with an error. */
  refused(kind: Kind, keys: Readonly<Record<string, unknown>>): void {
    const pairs = Object.entries(keys).map(([name, value]) => [name, String(value)] as const);
    const pending = this.#byName.get(nameOf(tokensOf(kind, pairs)));
    if (pending === undefined) return;
    this.#refusals.add(pending.name, pending.tokens);
    this.#settle(pending, "refused");
  }

  /** The connection is gone: nobody waits for an answer that cannot come. */
  disconnected(): void {
    this.#refusals.clear();
    this.#waiting.clear();
    for (const pending of [...this.#byName.values()]) this.#settle(pending, "disconnected");
  }

  #add(question: Pick<Pending, "kind" | "keys" | "name" | "tokens">): Pending {
    let resolve: (outcome: RequestOutcome) => void = () => undefined;
    const promise = new Promise<RequestOutcome>((settle) => {
      resolve = settle;
    });
    const timer = setTimeout(() => this.#settle(pending, "timeout"), this.#options.timeoutMs);
    unref(timer);
    const pending: Pending = { ...question, promise, resolve, timer };
    this.#byName.set(pending.name, pending);
    this.#waiting.add(pending);
    for (const token of pending.tokens) {
      this.#byToken.set(token, (this.#byToken.get(token) ?? new Set<Pending>()).add(pending));
    }
    return pending;
  }

  #pump(): void {
    for (const pending of this.#waiting) {
      if (this.#inFlight.size >= MAX_IN_FLIGHT) return;
      if (!this.#options.send(entityRequest(pending.kind, pending.keys))) {
        this.disconnected();
        return;
      }
      this.#waiting.delete(pending);
      this.#inFlight.add(pending);
    }
  }

  #settle(pending: Pending, outcome: RequestOutcome): void {
    if (!this.#byName.delete(pending.name)) return;
    clearTimeout(pending.timer);
    this.#waiting.delete(pending);
    this.#inFlight.delete(pending);
    for (const token of pending.tokens) {
      const others = this.#byToken.get(token);
      others?.delete(pending);
      if (others?.size === 0) this.#byToken.delete(token);
    }
    pending.resolve(outcome);
    if (this.#waiting.size > 0) this.#pump();
  }
}
