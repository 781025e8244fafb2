import type { CheckContext, FlagCheck, FlagCheckEvent, FlagSource } from "@schematic/api/core";
import { flagCheckEvent } from "../flag-check-event.ts";
import type { Observers } from "../observers.ts";
import type { BulkCheckOptions, CheckOptions, SyncCheckOptions } from "../options.ts";
import type { Settings } from "../settings.ts";
import { createCacheKeys } from "./cache-key.ts";
import { checkAll, checkMany } from "./check-many.ts";
import { Checker } from "./checker.ts";
import { answered } from "./decode-check.ts";
import { type Fallback, type FlagDefaults, failed } from "./flag-defaults.ts";
import { isQuestion, type Question, toQuestion } from "./question.ts";

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
    const question = this.#ask(flag, context, options);
    if (!isQuestion(question)) return this.#observe(this.#default(flag, options, question), context);
    try {
      // A promise less for each check that is answered locally: this is the hottest path of all.
      const first = this.#checker.answerLocally(question);
      const local = answered(first instanceof Promise ? await first : first);
      return this.#observeSingle(local ?? (await this.#checker.answerRemotely(question)), context, question);
    } finally {
      question.deadline.end();
    }
  }

  oneSync(flag: string, context: CheckContext, options?: SyncCheckOptions): FlagCheck {
    const question = this.#ask(flag, context, options);
    const check = isQuestion(question) ? this.#checker.answerSync(question) : this.#default(flag, options, question);
    return this.#observeSingle(check, context, question);
  }

  many(flags: readonly string[], context: CheckContext, options?: BulkCheckOptions): Promise<FlagCheck[]> {
    const asked = Array.isArray(flags) ? [...flags] : [];
    return this.#bulk(context, { options, flags: asked }, (question) => checkMany(this.#checker, question, asked));
  }

  all(context: CheckContext, options?: BulkCheckOptions): Promise<FlagCheck[]> {
    const { flags } = this.#parts.defaults;
    return this.#bulk(context, { options, flags }, (question) => checkAll(this.#checker, question, flags));
  }

  /** From now on every check answers with the default. */
  close(): void {
    this.#checker.isClosed = true;
  }

  async #bulk(
    context: CheckContext,
    { options, flags }: { options: BulkCheckOptions | undefined; flags: readonly string[] },
    answer: (question: Question) => Promise<FlagCheck[]>,
  ): Promise<FlagCheck[]> {
    const wrong = flags.findIndex((flag) => typeof flag !== "string");
    const question = this.#ask(wrong < 0 ? "" : flags[wrong], context, options, { isBulk: true });
    if (!isQuestion(question))
      return flags.map((flag) => this.#observe(this.#default(flag, options, question), context));
    try {
      const checks = await answer(question);
      return checks.map((check) => this.#observe(check, context));
    } finally {
      question.deadline.end();
    }
  }

  /** The question, or why it cannot be asked. */
  #ask(
    flag: string | undefined,
    context: CheckContext,
    options: CheckOptions | undefined,
    { isBulk = false } = {},
  ): Question | Fallback {
    try {
      return toQuestion({ flag, context, options, isBulk }, this.#parts.settings);
    } catch (error) {
      this.#checker.report(error);
      return failed(error);
    }
  }

  #default(flag: string, options: SyncCheckOptions | undefined, fallback: Fallback): FlagCheck {
    return this.#parts.defaults.answer(flag, defaultOf(options), fallback);
  }

  #observeSingle(check: FlagCheck, context: CheckContext, question: Question | Fallback): FlagCheck {
    if (check.source === "datastream" && isQuestion(question)) this.#report(check, question);
    return this.#observe(check, context);
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

/** What made the question fail may have been a getter of the options: it throws again. */
function defaultOf(options: SyncCheckOptions | undefined): SyncCheckOptions["defaultValue"] {
  try {
    return options?.defaultValue;
  } catch {
    return undefined;
  }
}
