import { isDeepStrictEqual } from "node:util";
import { createEngine, RulesEngineError } from "../../src/index.ts";
import type { WasmEngine } from "../../src/wasm.ts";
import { aCycle, someClocks } from "./clock.ts";
import { damage } from "./damage.ts";
import { aCompany, aUser, someOptions } from "./entities.ts";
import { aFlag } from "./flags.ts";
import { Random } from "./random.ts";
import { shrink } from "./shrink.ts";

/** A question for both engines. */
export interface Case {
  readonly flag: unknown;
  readonly company: unknown;
  readonly user: unknown;
  readonly options: unknown;
  readonly now: number;
}

/** An answer, or that there is none, with the reason beside it: the engines word it differently. */
export interface Attempt {
  readonly answer: unknown;
  readonly reason?: string;
}

/** A case on which the engines differ, reduced as far as it goes. */
export interface Mismatch {
  /** The seed of the cases among which it was found. */
  readonly seed: number;
  readonly minimal: Case;
  readonly ours: Attempt;
  readonly official: Attempt;
}

/** How many cases `makeCases` makes: 5 flags, 5 companies (one of them none) and 4 users (likewise). */
export const CASES_PER_SEED = 100;

/** The cases of a seed: a few flags, companies and users, each with each. Sharing them saves most of the time. */
export function makeCases(seed: number): Case[] {
  const random = new Random(seed);
  const cycle = aCycle(random);
  const flags = Array.from({ length: 5 }, () => maybeDamaged(random, aFlag(random)));
  const companies = [null, ...Array.from({ length: 4 }, () => maybeDamaged(random, aCompany(random, cycle)))];
  const users = [null, ...Array.from({ length: 3 }, () => maybeDamaged(random, aUser(random)))];
  const aClock = someClocks(random, cycle);
  return flags.flatMap((flag) =>
    companies.flatMap((company) =>
      users.map((user) => {
        const options = random.chance(0.3) ? maybeDamaged(random, someOptions(random)) : null;
        return { flag, company, user, options, now: aClock() };
      }),
    ),
  );
}

function maybeDamaged(random: Random, argument: unknown): unknown {
  const holder = { argument };
  if (random.chance(0.08)) for (let times = random.pick([1, 1, 2, 3]); times > 0; times--) damage(random, holder);
  return holder.argument;
}

/** Compares our engine with the official one, which must read the clock that `setClock` sets. */
export function comparer(official: WasmEngine, setClock: (now: number) => void) {
  const answers = (candidate: Case, text = toText) => {
    setClock(candidate.now);
    const { flag, company, user, options } = candidate;
    return {
      ours: attempt(() => ourAnswer(candidate)),
      official: attempt(() => {
        const result = official.checkFlagText(text(flag), text(company), text(user), text(options));
        return JSON.parse(result) as unknown;
      }),
    };
  };
  const isDifferent = (candidate: Case, text?: typeof toText): boolean => {
    const { ours, official: theirs } = answers(candidate, text);
    return !isDeepStrictEqual(ours.answer, theirs.answer);
  };
  /** The first mismatch among the cases of a seed, if there is one. */
  return (seed: number): Mismatch | undefined => {
    const texts = new Map<unknown, string>();
    const remembered = (value: unknown): string => {
      const text = texts.get(value) ?? toText(value);
      texts.set(value, text);
      return text;
    };
    const found = makeCases(seed).find((made) => isDifferent(made, remembered));
    if (found === undefined) return undefined;
    const minimal = shrink(found, isDifferent);
    return { seed, minimal, ...answers(minimal) };
  };
}

function ourAnswer({ flag, company, user, options, now }: Case): unknown {
  const engine = createEngine({ now: () => now });
  return engine.checkFlag(argument(flag), argument(company), argument(user), argument(options));
}

/** An argument as a caller in plain JavaScript might pass it. What is written as `null` is absent for the official engine. */
function argument(value: unknown): object {
  return (toText(value) === "null" ? null : value) as object;
}

const toText = (value: unknown): string => JSON.stringify(value) ?? "null";

function attempt(ask: () => unknown): Attempt {
  try {
    return { answer: ask() };
  } catch (error) {
    const reason = String(error);
    if (RulesEngineError.is(error)) return { answer: "refused", reason };
    // The official engine traps where ours says that the clock is out of range.
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return { answer: "trapped", reason };
    throw error;
  }
}
