import type { CheckContext, FlagCheck, Keys, Logger, Preflight } from "@schematic/api/core";
import { type RulesEngine, RulesEngineError } from "@schematic/rulesengine";
import type { Flag, Json } from "../protocol/entity.ts";
import { CONFLICT, type EntityStore } from "../store/entity-store.ts";
import type { Entry } from "../store/entry.ts";
import type { FlagEntry, FlagStore } from "../store/flag-store.ts";
import type { Proof } from "../store/proof.ts";
import { toFlagCheck, toRulesOptions } from "./flag-check.ts";

/** What is in memory. */
export interface LocalData {
  readonly flags: FlagStore;
  readonly companies: EntityStore;
  readonly users: EntityStore;
}

/** What a check lacks, as bits: loading may help with the first three; only the API with the last. */
export const LACKS = { flag: 1, company: 2, user: 4, answer: 8 } as const;

/** Options of the evaluator. */
export interface EvaluatorOptions {
  readonly data: LocalData;
  readonly engine: RulesEngine;
  readonly logger: Logger;
  /** Older data is not used. */
  readonly maxFlagAgeMs: number;
  readonly maxEntityAgeMs: number;
  /** Called with a check that was answered from data that nobody is pushing. */
  readonly onStale: (flag: string, context: CheckContext) => void;
}

/** One check. */
export interface Question {
  readonly flag: string;
  readonly context: CheckContext;
  readonly preflight?: Preflight | undefined;
  /** It can wait for data that is due to be read again. */
  readonly patient: boolean;
}

/** Companies, users and flags that a warning is remembered for. */
const MAX_WARNED = 1_000;

/** Answers checks from memory. */
export class Evaluator {
  readonly #options: EvaluatorOptions;
  readonly #reported = new WeakSet<object>();
  readonly #warned = new Set<unknown>();

  constructor(options: EvaluatorOptions) {
    this.#options = options;
  }

  /** The answer, or what is lacking for it (`LACKS`). */
  evaluate(question: Question): FlagCheck | number {
    const { flag, context } = question;
    const { flags, companies, users } = this.#options.data;
    const held = flags.find(flag);
    const company = context.company === undefined ? undefined : companies.find(context.company);
    const user = context.user === undefined ? undefined : users.find(context.user);
    if (company === CONFLICT || user === CONFLICT) return LACKS.answer;
    let lacking = held === undefined ? LACKS.flag : 0;
    if (company === undefined && isGiven(context.company)) lacking |= LACKS.company;
    if (user === undefined && isGiven(context.user)) lacking |= LACKS.user;
    if (held === undefined || lacking !== 0) return lacking;
    const ageMs = isLive(held.proof, company?.proof, user?.proof) ? 0 : this.#ageOf(question, [held, company, user]);
    return ageMs < 0 ? -ageMs : this.#check(question, { flag: held.flag, company, user, ageMs });
  }

  /** The age of the oldest part in milliseconds; negative: which parts are too old, as bits. */
  #ageOf({ flag, context, patient }: Question, parts: readonly (FlagEntry | Entry | undefined)[]): number {
    const { maxFlagAgeMs, maxEntityAgeMs, onStale } = this.#options;
    const now = performance.now();
    let oldest = 0;
    let lacking = 0;
    parts.forEach((part, at) => {
      if (part?.proof.endedAt === undefined) return;
      const { endedAt, rereadAt } = part.proof;
      const age = Math.max(0, now - endedAt);
      const isDue = patient && ((rereadAt !== undefined && now >= rereadAt) || ("lapsed" in part && part.lapsed));
      const isOld = age > (at === 0 ? maxFlagAgeMs : maxEntityAgeMs);
      if (isDue || isOld) lacking |= 1 << at;
      oldest = Math.max(oldest, age);
    });
    if (lacking === 0) onStale(flag, context);
    return lacking === 0 ? Math.round(oldest) : -lacking;
  }

  #check(
    { flag, preflight }: Question,
    found: { flag: Flag; company: Entry | undefined; user: Entry | undefined; ageMs: number },
  ): FlagCheck | number {
    const options = preflight === undefined ? undefined : toRulesOptions(preflight);
    try {
      const result = this.#options.engine.checkFlag(found.flag, found.company?.entity, found.user?.entity, options);
      return toFlagCheck(flag, result, found.ageMs);
    } catch (error) {
      this.#report(found.company?.entity ?? found.user?.entity ?? found.flag, error);
      return LACKS.answer;
    }
  }

  /** Once for each state of the data, aloud for the first: a check is no place to write a line every time, nor is an update. */
  #report(data: Json, error: unknown): void {
    if (this.#reported.has(data)) return;
    this.#reported.add(data);
    const level = this.#warned.has(data.id) ? "debug" : "warn";
    if (this.#warned.size >= MAX_WARNED) this.#warned.clear();
    this.#warned.add(data.id);
    const why = RulesEngineError.is(error) ? "data that the engine cannot read" : "the engine failed";
    this.#options.logger[level](`datastream: a check was left to the API: ${why}`, error);
  }
}

function isLive(flag: Proof, company: Proof | undefined, user: Proof | undefined): boolean {
  return flag.endedAt === undefined && company?.endedAt === undefined && user?.endedAt === undefined;
}

function isGiven(keys: Keys | undefined): boolean {
  for (const _ in keys) return true;
  return false;
}
