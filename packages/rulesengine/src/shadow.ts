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
  /** Told about each difference, after the answer was given. What it throws is ignored. */
  readonly onMismatch: (mismatch: RulesMismatch) => void;
  /** From 0 up to 1, decides what is sampled. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

// Comparisons that wait. A burst beyond this goes unsampled rather than piling up behind the host's own work.
const MAX_WAITING = 100;

/**
 * An engine that answers with `primary` and compares a sample with `reference`, when the host next has time: an answer is
 * never changed, and never waits. When more than 100 comparisons wait, further checks are not sampled.
 *
 * @throws {RangeError} when `sampleRate` is not from 0 to 1.
 */
export function shadowEngine(primary: RulesEngine, reference: RulesEngine, options: ShadowOptions): RulesEngine {
  const { sampleRate = 1, onMismatch, random = Math.random } = options;
  if (!(sampleRate >= 0 && sampleRate <= 1)) throw new RangeError("sampleRate: expected a number from 0 to 1");
  let waiting = 0;
  return {
    versionKey: primary.versionKey,
    checkFlag(...check) {
      if (waiting < MAX_WAITING && random() < sampleRate) {
        waiting++;
        later(() => {
          waiting--;
          const mismatch = compare(primary, reference, check);
          if (mismatch !== undefined) onMismatch(mismatch);
        });
      }
      return primary.checkFlag(...check);
    },
  };
}

/** Runs work in a turn of its own, which does not hold the process; its failures stay here. */
function later(work: () => void): void {
  const timer = setTimeout(() => {
    try {
      work();
    } catch {
      // An observer may not hurt the host.
    }
  });
  Object(timer).unref?.();
}

/** Both are asked anew, so that time that passed since the check does not look like a difference. */
function compare(
  primary: RulesEngine,
  reference: RulesEngine,
  check: Parameters<RulesEngine["checkFlag"]>,
): RulesMismatch | undefined {
  const [flag, company, user, options] = check;
  const [ours, theirs] = [outcome(primary, check), outcome(reference, check)];
  const agree =
    "result" in ours && "result" in theirs
      ? JSON.stringify(ours.result) === JSON.stringify(theirs.result)
      : "error" in ours && "error" in theirs;
  return agree ? undefined : { flag, company, user, options, primary: ours, reference: theirs };
}

function outcome(engine: RulesEngine, check: Parameters<RulesEngine["checkFlag"]>): RulesOutcome {
  try {
    return { result: engine.checkFlag(...check) };
  } catch (error) {
    return { error };
  }
}
