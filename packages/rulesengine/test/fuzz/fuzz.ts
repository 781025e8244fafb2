import { isDeepStrictEqual } from "node:util";
import { createEngine, RulesEngineError } from "../../src/index.ts";
import type { WasmEngine } from "../../src/wasm.ts";
import { damage } from "./damage.ts";
import { aCompany, aFlag, aUser, someOptions } from "./entities.ts";
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

/** A case on which the engines differ, reduced as far as it goes. */
export interface Mismatch {
  /** The seed of the case before it was reduced. */
  readonly seed: number;
  readonly minimal: Case;
  readonly ours: unknown;
  readonly official: unknown;
}

/** The case of a seed. */
export function makeCase(seed: number): Case {
  const random = new Random(seed);
  const made = {
    flag: aFlag(random),
    company: random.chance(0.9) ? aCompany(random) : null,
    user: random.chance(0.6) ? aUser(random) : null,
    options: random.chance(0.3) ? someOptions(random) : null,
    now: aClock(random),
  };
  if (random.chance(0.2)) {
    const { now: _, ...damaged } = made;
    for (let times = random.pick([1, 1, 2, 3]); times > 0; times--) damage(random, damaged);
    Object.assign(made, damaged);
  }
  return made;
}

const DAY = 86_400_000;

function aClock(random: Random): number {
  const midnight = Date.UTC(2024, 0, 1) + random.below(800) * DAY;
  if (random.chance(0.02)) return random.pick([Number.NaN, -1, 0, 0.5, -0.5, 253402300799999, 8e15, 9e15]);
  return midnight + random.pick([0, -1, 1, 0.5, DAY / 2, random.below(DAY)]);
}

/** Compares our engine with the official one, which must read the clock that `setClock` sets. */
export function comparer(official: WasmEngine, setClock: (now: number) => void) {
  const isDifferent = (candidate: Case): boolean => {
    setClock(candidate.now);
    const theirs = outcome(() => official.checkFlagText(...texts(candidate)), JSON.parse);
    const ours = outcome(() => ourAnswer(candidate));
    return !isDeepStrictEqual(ours, theirs);
  };
  const explain = (candidate: Case) => {
    setClock(candidate.now);
    return {
      ours: explained(() => ourAnswer(candidate)),
      official: explained(() => official.checkFlagText(...texts(candidate))),
    };
  };
  /** The mismatch that the case of a seed shows, if it shows one. */
  return (seed: number): Mismatch | undefined => {
    const made = makeCase(seed);
    if (!isDifferent(made)) return undefined;
    const minimal = shrink(made, isDifferent);
    return { seed, minimal, ...explain(minimal) };
  };
}

function ourAnswer({ flag, company, user, options, now }: Case): unknown {
  const engine = createEngine({ now: () => now });
  return engine.checkFlag(argument(flag), argument(company), argument(user), argument(options));
}

/** An argument as a caller in plain JavaScript might pass it. What is written as `null` is absent for the official engine. */
function argument(value: unknown): object {
  return ((JSON.stringify(value) ?? "null") === "null" ? null : value) as object;
}

function texts({ flag, company, user, options }: Case): [string, string?, string?, string?] {
  const text = (value: unknown): string => JSON.stringify(value) ?? "null";
  return [text(flag), text(company), text(user), text(options)];
}

const REFUSED = "refused";

function outcome(ask: () => unknown, read: (text: string) => unknown = String): unknown {
  try {
    const answer = ask();
    return typeof answer === "string" ? read(answer) : answer;
  } catch (error) {
    if (RulesEngineError.is(error)) return REFUSED;
    // The official engine traps where ours says that the clock is out of range.
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return "trapped";
    throw error;
  }
}

function explained(ask: () => unknown): unknown {
  try {
    return ask();
  } catch (error) {
    return String(error);
  }
}
