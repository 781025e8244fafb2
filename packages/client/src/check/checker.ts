// The chain of a check: each step answers or leaves it to the next, and the default ends it. No step throws.
//
//   closed -> offline -> local source -> caches -> API -> default
//
// The synchronous form walks the same steps, but for the API, over what answers at once.
import { describeError, type FlagCheck, type FlagSource } from "@schematic/api/core";
import { localCache, type MaybePromise } from "@schematic/cache";
import type { Settings } from "../settings.ts";
import { AnswerCache, type CachedAnswer } from "./answer-cache.ts";
import type { CacheKeys } from "./cache-key.ts";
import { type Bounds, CheckApi } from "./check-api.ts";
import { type Answer, answered, copyAnswer } from "./decode-check.ts";
import {
  CLOSED,
  type Fallback,
  type FlagDefaults,
  failed,
  NO_LOCAL_DATA,
  NOT_FOUND,
  OFFLINE,
} from "./flag-defaults.ts";
import type { Question } from "./question.ts";
import { SingleFlight } from "./single-flight.ts";

/** What a chain is made of. */
export interface CheckerParts {
  readonly settings: Settings;
  readonly defaults: FlagDefaults;
  readonly source: FlagSource | undefined;
  readonly keyOf: CacheKeys;
  /** Told of failures that only show as a default. */
  readonly onError: (error: unknown) => void;
}

const NOTHING = Promise.resolve(undefined);

/** Answers single checks. */
export class Checker {
  isClosed = false;
  readonly cache: AnswerCache;
  readonly keyOf: CacheKeys;
  readonly #api: CheckApi;
  readonly #parts: CheckerParts;
  readonly #flights: SingleFlight<Answer | undefined>;
  readonly #allFlights: SingleFlight<readonly Answer[]>;
  /** What the API last said, for when it fails. */
  readonly #last: AnswerCache;
  readonly #passOver = (error: unknown): undefined => {
    this.report(error);
  };

  constructor(parts: CheckerParts) {
    const { settings, keyOf, onError } = parts;
    const { waitUntil } = settings;
    this.#parts = parts;
    this.keyOf = keyOf;
    this.cache = new AnswerCache(settings.caches, { onError, waitUntil });
    this.#api = new CheckApi(settings.transport);
    const { staleIfErrorMs: ttlMs } = settings;
    this.#last = new AnswerCache(ttlMs === undefined ? [] : [localCache({ ttlMs })], { onError });
    const flight = { leastMs: settings.checkTimeoutMs, finishUnwatched: this.cache.isEnabled };
    this.#flights = new SingleFlight(flight);
    this.#allFlights = new SingleFlight(flight);
  }

  /** The chain as far as the local source. */
  answerLocally(question: Question): MaybePromise<FlagCheck | undefined> {
    return this.#unable(question) ?? (this.#parts.source && this.fromSource(question));
  }

  /** The chain beyond the local source. */
  answerRemotely(question: Question): MaybePromise<FlagCheck> {
    const cached = this.#fromCache(question);
    return cached instanceof Promise
      ? cached.then((answer) => answer ?? this.#fromApi(question))
      : (cached ?? this.#fromApi(question));
  }

  /** What answers at once. */
  answerSync(question: Question): FlagCheck {
    const answer = this.#unable(question) ?? this.fromSourceSync(question);
    if (answer !== undefined) return answer;
    const key = this.#cacheKey(question);
    const cached = key === undefined ? undefined : this.cache.get(key, question.flag);
    const known = cached instanceof Promise ? undefined : this.fromCached(question, cached);
    return known ?? this.fallBack(question, NO_LOCAL_DATA);
  }

  /** The default, with the reason for it. */
  fallBack({ flag, defaultValue }: Pick<Question, "flag" | "defaultValue">, fallback: Fallback): FlagCheck {
    return this.#parts.defaults.answer(flag, defaultValue, fallback);
  }

  /** Tells of a failure that only shows as a default. */
  report(error: unknown): void {
    this.#parts.onError(error);
  }

  /** The default or, where that is wished, the last answer. */
  fail(question: Question, error: unknown): FlagCheck {
    const key = this.#cacheKey(question);
    const last = key === undefined ? undefined : this.#last.get(key, question.flag);
    // Its cache answers at once.
    return last && !(last instanceof Promise)
      ? { ...last, error: describeError(error) }
      : this.fallBack(question, failed(error));
  }

  /** Why nothing may be asked, if so. */
  get unable(): Fallback | undefined {
    if (this.isClosed) return CLOSED;
    return this.#parts.settings.isOffline ? OFFLINE : undefined;
  }

  /** The local source's answer from data at hand. A source that throws is passed over. */
  fromSourceSync({ flag, context, preflight }: Question): FlagCheck | undefined {
    try {
      return answered(this.#parts.source?.checkSync(flag, context, preflight));
    } catch (error) {
      return this.#passOver(error);
    }
  }

  fromCached(question: Question, cached: CachedAnswer | undefined): FlagCheck | undefined {
    if (cached === undefined) return undefined;
    return cached ?? this.fallBack(question, NOT_FOUND);
  }

  /** Remembers what the API answered, by cache key; `undefined` where it does not know the flag. */
  remember(entries: readonly (readonly [key: string, answer: Answer | undefined])[]): void {
    if (entries.length === 0) return;
    this.cache.set(entries);
    this.#last.set(entries);
  }

  /** What the API says of every flag, by one request for all who ask at once. */
  askAll({ context, deadline }: Question): Promise<readonly Answer[]> {
    const work = {
      start: (bounds: Bounds) => this.#api.all(context, bounds),
      keep: (answers: readonly Answer[]) =>
        this.remember(answers.map((answer) => [this.keyOf(answer.flag, context), answer])),
    };
    return this.#allFlights.join(this.keyOf("", context), work, deadline);
  }

  /** The answer's place in the caches; `undefined` when it must not be cached. Dear, so only made where it is needed. */
  #cacheKey({ flag, context, preflight }: Question): string | undefined {
    return preflight ? undefined : this.keyOf(flag, context);
  }

  #unable(question: Question): FlagCheck | undefined {
    const fallback = this.unable;
    return fallback && this.fallBack(question, fallback);
  }

  /**
   * The local source's answer, loading what it lacks; what it has at hand when the time is over. A source that throws or
   * hangs is passed over.
   */
  fromSource(question: Question): Promise<FlagCheck | undefined> {
    const { flag, context, deadline } = question;
    const failed = (error: unknown) =>
      (deadline.signal.aborted ? this.fromSourceSync(question) : undefined) ?? this.#passOver(error);
    try {
      const checking = this.#parts.source?.check(flag, context, deadline);
      if (checking) return deadline.within(checking, failed);
    } catch (error) {
      this.report(error);
    }
    return NOTHING;
  }

  #fromCache(question: Question): MaybePromise<FlagCheck | undefined> {
    const { flag, deadline } = question;
    const key = this.#cacheKey(question);
    if (key === undefined) return undefined;
    const cached = this.cache.get(key, flag);
    if (!(cached instanceof Promise)) return this.fromCached(question, cached);
    // When the time is over, asking the API says so.
    return deadline.within(cached, () => undefined).then((value) => this.fromCached(question, value));
  }

  async #fromApi(question: Question): Promise<FlagCheck> {
    const { flag, context, preflight, deadline } = question;
    const cacheKey = this.#cacheKey(question);
    const work = {
      start: (bounds: Bounds) => this.#api.one(flag, { context, preflight }, bounds),
      keep: (answer: Answer | undefined) => this.remember(cacheKey === undefined ? [] : [[cacheKey, answer]]),
    };
    try {
      const key = cacheKey ?? JSON.stringify([flag, context, preflight]);
      const answer = await this.#flights.join(key, work, deadline);
      return answer === undefined ? this.fallBack(question, NOT_FOUND) : { ...copyAnswer(answer), source: "api" };
    } catch (error) {
      this.report(error);
      return this.fail(question, error);
    }
  }
}
