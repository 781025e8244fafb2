import { type CheckContext, contain, type FlagCheck, type FlagCheckEvent, type FlagSource } from "@schematic/api/core";
import type { MaybePromise } from "@schematic/cache";
import { flagCheckEvent } from "../flag-check-event.ts";
import type { Observers } from "../observers.ts";
import type { BulkCheckOptions, CheckOptions, SyncCheckOptions } from "../options.ts";
import type { Settings } from "../settings.ts";
import { createCacheKeys } from "./cache-key.ts";
import { checkAll, checkMany } from "./check-many.ts";
import { createChecker } from "./checker.ts";
import { answered } from "./decode-check.ts";
import { type FlagDefaults, failed } from "./flag-defaults.ts";
import { type Call, type Question, toQuestion } from "./question.ts";

/** What checks are made of. */
export interface ChecksParts {
  readonly settings: Settings;
  readonly defaults: FlagDefaults;
  readonly source: FlagSource | undefined;
  readonly observers: Observers;
  /** Given the answers of single local checks, for the service to know of. */
  readonly onLocalCheck: (event: FlagCheckEvent) => void;
}

type Asked = Pick<Call, "context" | "options">;

/** Every way of checking. None throws or rejects. */
export interface Checks {
  one(flag: string, context?: CheckContext, options?: CheckOptions): Promise<FlagCheck>;
  oneSync(flag: string, context?: CheckContext, options?: SyncCheckOptions): FlagCheck;
  many(flags: readonly string[], context?: CheckContext, options?: BulkCheckOptions): Promise<FlagCheck[]>;
  all(context?: CheckContext, options?: BulkCheckOptions): Promise<FlagCheck[]>;
  /** From now on every check answers with the default. */
  close(): void;
}

/** Makes questions of what callers pass, has them answered, tells the observers. */
export function createChecks(parts: ChecksParts): Checks {
  const { settings, defaults, observers, onLocalCheck } = parts;
  const { apiKey, baseUrl, environmentId = "", sampleRate } = settings;
  const onError = observers.checkFailed;
  const checker = createChecker({ ...parts, keyOf: createCacheKeys([apiKey, baseUrl, environmentId]), onError });

  function observed(check: FlagCheck, context: CheckContext | undefined): FlagCheck {
    observers.onCheck(check, context ?? {});
    return check;
  }

  function observedSingle(check: FlagCheck, { context, preflight }: Question): FlagCheck {
    if (check.source === "datastream" && Math.random() < sampleRate)
      onLocalCheck(flagCheckEvent(check, context, preflight !== undefined));
    return observed(check, context);
  }

  /** The answer of a check that could not be asked, or that broke: what callers, caches and sources pass may have getters that throw. */
  function broken({ context, options }: Asked, flag: string, error: unknown): FlagCheck {
    onError(error);
    const answer = (defaultValue: CheckOptions["defaultValue"]) => defaults.answer(flag, defaultValue, failed(error));
    try {
      return observed(answer(options?.defaultValue), context);
    } catch {
      return observed(answer(undefined), context);
    }
  }

  async function finish(
    question: Question,
    local: MaybePromise<FlagCheck | undefined>,
    asked: Asked,
  ): Promise<FlagCheck> {
    try {
      const answer = answered(local instanceof Promise ? await local : local) ?? checker.answerRemotely(question);
      return observedSingle(answer instanceof Promise ? await answer : answer, question);
    } catch (error) {
      return broken(asked, question.flag, error);
    } finally {
      question.deadline.end();
    }
  }

  async function bulk(
    asked: Asked,
    flags: readonly string[],
    answer: (question: Question) => Promise<FlagCheck[]>,
  ): Promise<FlagCheck[]> {
    let question: Question | undefined;
    try {
      const wrong = flags.findIndex((flag) => typeof flag !== "string");
      question = toQuestion({ ...asked, flag: wrong < 0 ? "" : flags[wrong], isBulk: true }, settings);
      const { context, defaultValue } = question;
      const unable = checker.unable();
      const checks = unable
        ? flags.map((flag) => checker.fallBack({ flag, defaultValue }, unable))
        : await answer(question);
      return checks.map((check) => observed(check, context));
    } catch (error) {
      return flags.map((flag) => broken(asked, flag, error));
    } finally {
      question?.deadline.end();
    }
  }

  return {
    one(flag, context, options) {
      const asked = { flag, context, options };
      try {
        const question = toQuestion(asked, settings);
        const local = checker.answerLocally(question);
        // The hottest path of all: no promise more than an answer needs.
        const isAtHand = local !== undefined && !(local instanceof Promise);
        return isAtHand ? Promise.resolve(observedSingle(local, question)) : finish(question, local, asked);
      } catch (error) {
        return Promise.resolve(broken(asked, flag, error));
      }
    },
    oneSync(flag, context, options) {
      try {
        const question = toQuestion({ flag, context, options }, settings);
        return observedSingle(checker.answerSync(question), question);
      } catch (error) {
        return broken({ context, options }, flag, error);
      }
    },
    many(flags, context, options) {
      let asked: readonly string[] = [];
      contain(() => {
        if (!Array.isArray(flags)) throw new TypeError("flags must be a list of flag keys");
        // A copy: the caller may change the list meanwhile.
        asked = [...flags];
      }, onError);
      return bulk({ context, options }, asked, (question) => checkMany(checker, question, asked));
    },
    all(context, options) {
      const { flags } = defaults;
      return bulk({ context, options }, flags, (question) => checkAll(checker, question, flags));
    },
    close: checker.close,
  };
}
