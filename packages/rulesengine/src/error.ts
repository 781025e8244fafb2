import type { ReadFailure } from "./read/reader.ts";

/** What an engine was given. */
export type RulesArgument = "flag" | "company" | "user" | "options";

const BRAND = Symbol.for("@schematic/rulesengine/RulesEngineError");

/** Thrown by a check whose flag, company, user or options the engine cannot read. Nothing was evaluated then. */
export class RulesEngineError extends Error {
  override readonly name = "RulesEngineError";
  readonly [BRAND] = true;

  /** Whether a value is such an error, also one from another copy of this package. */
  static is(value: unknown): value is RulesEngineError {
    return Object(value)[BRAND] === true;
  }
}

/** One sentence on what cannot be read, naming the member: `company.traits[3].value is missing (expected a string)`. */
export const describe = (argument: RulesArgument, { path, problem }: ReadFailure): string =>
  `${argument}${path} ${problem}`;
