import { Backlog } from "./backlog.ts";
import type { RulesEngine, RulesOptions } from "./engine.ts";
import type { RulesResult } from "./result.ts";

/** What an engine did: answered, or refused an argument. */
export type RulesOutcome = { readonly result: RulesResult } | { readonly error: unknown };

/** A check on which two engines differ, with all that is needed to repeat it. */
export interface RulesMismatch {
  readonly flag: object;
  readonly company: object | null | undefined;
  readonly user: object | null | undefined;
  readonly options: RulesOptions | null | undefined;
  readonly primary: RulesOutcome;
  readonly reference: RulesOutcome;
}

/** What `shadowEngine` takes. */
export interface ShadowOptions {
  /** The share of checks to compare, from 0 to 1. Default: 1. */
  readonly sampleRate?: number | undefined;
  /** Told about each difference, after the answer was given. What it throws, or rejects with, is ignored. */
  readonly onMismatch: (mismatch: RulesMismatch) => unknown;
  /** From 0 up to 1, decides what is sampled. When it throws, nothing is. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

type Check = Parameters<RulesEngine["checkFlag"]>;

/**
 * An engine that answers with `primary` and compares a sample with `reference`, when the host next has time: an answer is
 * never changed, and never waits. When more than 10,000 comparisons wait, further checks are not sampled.
 *
 * @throws {RangeError} when `sampleRate` is not from 0 to 1.
 * @throws {TypeError} when `onMismatch` is no function.
 */
export function shadowEngine(primary: RulesEngine, reference: RulesEngine, options: ShadowOptions): RulesEngine {
  const { sampleRate = 1, onMismatch, random = Math.random } = options;
  if (!(sampleRate >= 0 && sampleRate <= 1)) throw new RangeError("sampleRate: expected a number from 0 to 1");
  if (typeof onMismatch !== "function") throw new TypeError("onMismatch: expected a function");
  const backlog = new Backlog();
  const compare = async (check: Check, given: RulesOutcome) => {
    const mismatch = difference(primary, reference, { check, given });
    if (mismatch !== undefined) await onMismatch(mismatch);
  };
  return {
    versionKey: primary.versionKey,
    checkFlag(...check) {
      if (backlog.isFull || !isDrawn(random, sampleRate)) return primary.checkFlag(...check);
      const given = outcome(primary, check);
      backlog.add(() => compare(check, given));
      if ("error" in given) throw given.error;
      return given.result;
    },
  };
}

function isDrawn(random: () => number, rate: number): boolean {
  try {
    return random() < rate;
  } catch {
    // A broken source of chance may not cost an answer.
    return false;
  }
}

interface Answered {
  readonly check: Check;
  readonly given: RulesOutcome;
}

/** What two engines differ in, if they do. */
function difference(
  primary: RulesEngine,
  reference: RulesEngine,
  { check, given }: Answered,
): RulesMismatch | undefined {
  const [flag, company, user, options] = check;
  const theirs = outcome(reference, check);
  if (agree(given, theirs)) return undefined;
  // Since the answer was given, a usage may have been reset, or the caller may have changed what became its own.
  const again = outcome(primary, check);
  return agree(again, theirs) ? undefined : { flag, company, user, options, primary: again, reference: theirs };
}

const agree = (left: RulesOutcome, right: RulesOutcome): boolean =>
  "result" in left && "result" in right
    ? JSON.stringify(left.result) === JSON.stringify(right.result)
    : "error" in left && "error" in right;

function outcome(engine: RulesEngine, check: Check): RulesOutcome {
  try {
    return { result: engine.checkFlag(...check) };
  } catch (error) {
    return { error };
  }
}
