// The chain of a check: each step answers or leaves it to the next, and the default ends it. No step throws.
//
//   closed -> offline -> local source -> caches -> API -> default
//
// The synchronous form walks the same steps, but for the API, over what answers at once.
import { describeError, type FlagCheck, type FlagSource } from "@schematic/api/core";
import { localCache, type MaybePromise } from "@schematic/cache";
import type { Settings } from "../settings.ts";
import { type AnswerCache, type CachedAnswer, createAnswerCache } from "./answer-cache.ts";
import type { CacheKeys } from "./cache-key.ts";
import { type Bounds, createCheckApi } from "./check-api.ts";
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
import { createSingleFlight } from "./single-flight.ts";

/** What a chain is made of. */
export interface CheckerParts {
  readonly settings: Settings;
  readonly defaults: FlagDefaults;
  readonly source: FlagSource | undefined;
  readonly keyOf: CacheKeys;
  /** Told of failures that only show as a default. */
  readonly onError: (error: unknown) => void;
}

/** Answers single checks, and has the steps that checks of several flags are made of. */
export interface Checker extends Pick<CheckerParts, "keyOf" | "onError"> {
  readonly cache: AnswerCache;
  /** Why nothing may be asked, if so. */
  unable(): Fallback | undefined;
  /** The chain as far as the local source. */
  answerLocally(question: Question): MaybePromise<FlagCheck | undefined>;
  /** The chain beyond the local source. */
  answerRemotely(question: Question): MaybePromise<FlagCheck>;
  /** What answers at once. */
  answerSync(question: Question): FlagCheck;
  /** The default, with the reason for it. */
  fallBack(question: Pick<Question, "flag" | "defaultValue">, fallback: Fallback): FlagCheck;
  /** The default or, where that is wished, the last answer. */
  fail(question: Question, error: unknown): FlagCheck;
  /**
   * The local source's answer, loading what it lacks; what it has at hand when the time is over. A source that throws or
   * hangs is passed over.
   */
  fromSource(question: Question): MaybePromise<FlagCheck | undefined>;
  fromCached(question: Question, cached: CachedAnswer | undefined): FlagCheck | undefined;
  /** Remembers what the API answered, by cache key; `undefined` where it does not know the flag. */
  remember(entries: readonly (readonly [key: string, answer: Answer | undefined])[]): void;
  /** What the API says of every flag, by one request for all who ask at once. */
  askAll(question: Question): Promise<readonly Answer[]>;
  close(): void;
}

/** Makes a chain, which starts nothing. */
export function createChecker({ settings, defaults, source, keyOf, onError }: CheckerParts): Checker {
  const { waitUntil, staleIfErrorMs: ttlMs } = settings;
  const api = createCheckApi(settings.transport);
  const cache = createAnswerCache(settings.caches, { onError, waitUntil });
  /** What the API last said, for when it fails. */
  const last = createAnswerCache(ttlMs === undefined ? [] : [localCache({ ttlMs })], { onError });
  const flight = { leastMs: settings.checkTimeoutMs, finishUnwatched: settings.caches.length > 0 };
  const joinOne = createSingleFlight<Answer | undefined>(flight);
  const joinAll = createSingleFlight<readonly Answer[]>(flight);
  let isClosed = false;

  /** The answer's place in the caches; `undefined` when it must not be cached. Dear, so only made where it is needed. */
  function cacheKey({ flag, context, preflight }: Question): string | undefined {
    return preflight ? undefined : keyOf(flag, context);
  }

  function unable(): Fallback | undefined {
    if (isClosed) return CLOSED;
    return settings.isOffline ? OFFLINE : undefined;
  }

  function fallBack({ flag, defaultValue }: Pick<Question, "flag" | "defaultValue">, fallback: Fallback): FlagCheck {
    return defaults.answer(flag, defaultValue, fallback);
  }

  function instead(question: Question): FlagCheck | undefined {
    const fallback = unable();
    return fallback && fallBack(question, fallback);
  }

  function fail(question: Question, error: unknown): FlagCheck {
    const key = cacheKey(question);
    const known = key === undefined ? undefined : last.get(key, question.flag);
    // That cache answers at once.
    return known && !(known instanceof Promise)
      ? { ...known, error: describeError(error) }
      : fallBack(question, failed(error));
  }

  /** The local source's answer from data at hand. A source that throws is passed over. */
  function fromSourceSync({ flag, context, preflight }: Question): FlagCheck | undefined {
    try {
      return answered(source?.checkSync(flag, context, preflight));
    } catch (error) {
      onError(error);
      return undefined;
    }
  }

  function fromSource(question: Question): MaybePromise<FlagCheck | undefined> {
    const { flag, context, preflight, deadline } = question;
    const passOver = (error: unknown) => {
      const known = deadline.signal.aborted ? fromSourceSync(question) : undefined;
      if (known === undefined) onError(error);
      return known;
    };
    try {
      const known = answered(source?.checkAtOnce?.(flag, context, preflight));
      const checking = known ? undefined : source?.check(flag, context, deadline);
      return checking ? deadline.within(checking, passOver) : known;
    } catch (error) {
      onError(error);
      return undefined;
    }
  }

  function fromCached(question: Question, cached: CachedAnswer | undefined): FlagCheck | undefined {
    return cached === null ? fallBack(question, NOT_FOUND) : cached;
  }

  function fromCache(question: Question): MaybePromise<FlagCheck | undefined> {
    const key = cacheKey(question);
    const cached = key === undefined ? undefined : cache.get(key, question.flag);
    if (!(cached instanceof Promise)) return fromCached(question, cached);
    // When the time is over, asking the API says so.
    return question.deadline.within(cached, () => undefined).then((value) => fromCached(question, value));
  }

  function remember(entries: Parameters<Checker["remember"]>[0]): void {
    cache.set(entries);
    last.set(entries);
  }

  async function fromApi(question: Question): Promise<FlagCheck> {
    const { flag, context, preflight, deadline } = question;
    const key = cacheKey(question);
    const work = {
      start: (bounds: Bounds) => api.one(question, bounds),
      keep: (answer: Answer | undefined) => key !== undefined && remember([[key, answer]]),
    };
    try {
      const answer = await joinOne(key ?? JSON.stringify([flag, context, preflight]), work, deadline);
      return answer === undefined ? fallBack(question, NOT_FOUND) : { ...copyAnswer(answer), source: "api" };
    } catch (error) {
      onError(error);
      return fail(question, error);
    }
  }

  return {
    ...{ cache, keyOf, onError, unable, fallBack, fail, fromSource, fromCached, remember },
    answerLocally: (question) => instead(question) ?? (source && fromSource(question)),
    answerRemotely(question) {
      const cached = fromCache(question);
      return cached instanceof Promise
        ? cached.then((answer) => answer ?? fromApi(question))
        : (cached ?? fromApi(question));
    },
    answerSync(question) {
      const answer = instead(question) ?? fromSourceSync(question);
      if (answer !== undefined) return answer;
      const key = cacheKey(question);
      const cached = key === undefined ? undefined : cache.get(key, question.flag);
      const known = cached instanceof Promise ? undefined : fromCached(question, cached);
      return known ?? fallBack(question, NO_LOCAL_DATA);
    },
    askAll({ context, deadline }) {
      const work = {
        start: (bounds: Bounds) => api.all(context, bounds),
        keep: (answers: readonly Answer[]) => remember(answers.map((answer) => [keyOf(answer.flag, context), answer])),
      };
      return joinAll(keyOf("", context), work, deadline);
    },
    close() {
      isClosed = true;
    },
  };
}
