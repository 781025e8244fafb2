import type { CheckContext, FlagCheck, FlagCheckEvent, FlagSource } from "@schematic/api/core";
import { flagCheckEvent } from "../flag-check-event.ts";
import type { Observers } from "../observers.ts";
import type { BulkCheckOptions, CheckOptions, SyncCheckOptions } from "../options.ts";
import type { Settings } from "../settings.ts";
import { createCacheKeys } from "./cache-key.ts";
import { checkAll, checkMany } from "./check-many.ts";
import { Checker } from "./checker.ts";
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

/** Every way of checking: makes questions of what callers pass, has them answered, tells the observers. Never throws or rejects. */
export class Checks {
  readonly #parts: ChecksParts;
  readonly #checker: Checker;

  constructor(parts: ChecksParts) {
    const { settings, observers } = parts;
    const { apiKey, baseUrl, environmentId = "" } = settings;
    this.#parts = parts;
    const keyOf = createCacheKeys([apiKey, baseUrl, environmentId]);
    this.#checker = new Checker({ ...parts, keyOf, onError: observers.checkFailed });
  }

  async one(flag: string, context: CheckContext, options?: CheckOptions): Promise<FlagCheck> {
    let question: Question | undefined;
    try {
      question = toQuestion({ flag, context, options }, this.#parts.settings);
      // These are the hottest paths of all: no promise more than an answer needs.
      const first = this.#checker.answerLocally(question);
      const local = answered(first instanceof Promise ? await first : first);
      const answer = local ?? this.#checker.answerRemotely(question);
      return this.#observeSingle(answer instanceof Promise ? await answer : answer, question);
    } catch (error) {
      return this.#observe(this.#breakOff(flag, options, error), context);
    } finally {
      question?.deadline.end();
    }
  }

  oneSync(flag: string, context: CheckContext, options?: SyncCheckOptions): FlagCheck {
    try {
      const question = toQuestion({ flag, context, options }, this.#parts.settings);
      return this.#observeSingle(this.#checker.answerSync(question), question);
    } catch (error) {
      return this.#observe(this.#breakOff(flag, options, error), context);
    }
  }

  many(flags: readonly string[], context: CheckContext, options?: BulkCheckOptions): Promise<FlagCheck[]> {
    const asked = this.#listed(flags);
    return this.#bulk({ context, options }, asked, (question) => checkMany(this.#checker, question, asked));
  }

  all(context: CheckContext, options?: BulkCheckOptions): Promise<FlagCheck[]> {
    const { flags } = this.#parts.defaults;
    return this.#bulk({ context, options }, flags, (question) => checkAll(this.#checker, question, flags));
  }

  /** From now on every check answers with the default. */
  close(): void {
    this.#checker.isClosed = true;
  }

  async #bulk(
    { context, options }: Pick<Call, "context" | "options">,
    flags: readonly string[],
    answer: (question: Question) => Promise<FlagCheck[]>,
  ): Promise<FlagCheck[]> {
    let question: Question | undefined;
    try {
      const wrong = flags.findIndex((flag) => typeof flag !== "string");
      const call = { flag: wrong < 0 ? "" : flags[wrong], context, options, isBulk: true };
      question = toQuestion(call, this.#parts.settings);
      const asked = question.context;
      return (await answer(question)).map((check) => this.#observe(check, asked));
    } catch (error) {
      return flags.map((flag) => this.#observe(this.#breakOff(flag, options, error), context));
    } finally {
      question?.deadline.end();
    }
  }

  /** A copy of the flags, whose list its caller may change meanwhile. */
  #listed(flags: readonly string[]): readonly string[] {
    try {
      if (Array.isArray(flags)) return [...flags];
      throw new TypeError("flags must be a list of flag keys");
    } catch (error) {
      this.#checker.report(error);
      return [];
    }
  }

  /** The answer of a check that could not be asked, or that broke: what callers, caches and sources pass may have getters that throw. */
  #breakOff(flag: string, options: SyncCheckOptions | undefined, error: unknown): FlagCheck {
    this.#checker.report(error);
    const asked = { flag, defaultValue: undefined };
    try {
      return this.#checker.fallBack({ ...asked, defaultValue: options?.defaultValue }, failed(error));
    } catch {
      return this.#checker.fallBack(asked, failed(error));
    }
  }

  #observeSingle(check: FlagCheck, question: Question): FlagCheck {
    if (check.source === "datastream") this.#report(check, question);
    return this.#observe(check, question.context);
  }

  #observe(check: FlagCheck, context: CheckContext): FlagCheck {
    this.#parts.observers.onCheck(check, context);
    return check;
  }

  #report(check: FlagCheck, { context, preflight }: Question): void {
    const { settings, onLocalCheck } = this.#parts;
    if (settings.sampleRate < 1 && Math.random() >= settings.sampleRate) return;
    onLocalCheck(flagCheckEvent(check, context, preflight !== undefined));
  }
}
