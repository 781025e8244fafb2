import { describe, type RulesArgument, RulesEngineError } from "./error.ts";
import { evaluate } from "./evaluate/flag.ts";
import { NO_PREFLIGHT } from "./preflight.ts";
import { ReadFailure } from "./read/reader.ts";
import type { RulesResult } from "./result.ts";
import { asWritten, companyFrom, flagFrom, optionsFrom, userFrom } from "./source.ts";

/** The official engine's own envelope of options, in the wire's spelling. */
export interface RulesOptions {
  /** Credits about to be spent, by credit id. 0 means free. */
  readonly credit_cost?: Readonly<Record<string, number>> | undefined;
  /** Units about to be used; whole. 0 has no effect. */
  readonly usage?: number | null | undefined;
  /** Units of one event about to be used; whole. */
  readonly event_usage?: { readonly event_subtype: string; readonly quantity: number } | null | undefined;
}

/** Evaluates a flag for a company and a user. */
export interface RulesEngine {
  /** Names the version of the rules: what was cached under another key must not be used. */
  readonly versionKey: string;
  /**
   * The answer for a flag. Arguments are parsed JSON in the wire's spelling (snake_case or camelCase), and may not be changed
   * once they were passed: a change is a new object.
   *
   * @throws {RulesEngineError} when an argument is not what the official engine takes.
   */
  checkFlag(flag: object, company?: object | null, user?: object | null, options?: RulesOptions | null): RulesResult;
}

/** What `createEngine` takes. */
export interface EngineOptions {
  /** Milliseconds since 1970; read only to tell when usage resets. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

// The official engine's constant for this version of the rules.
const VERSION_KEY = "4b54a537";

/**
 * An engine that answers exactly as the official one does, without JSON or WASM. Engines share what they read of an object.
 *
 * @throws {TypeError} when `now` is no function.
 */
export function createEngine({ now = () => Date.now() }: EngineOptions = {}): RulesEngine {
  if (typeof now !== "function") throw new TypeError("now: expected a function");
  return {
    versionKey: VERSION_KEY,
    checkFlag(flagData, companyData, userData, options) {
      const flag = demand("flag", flagFrom(flagData), flagData);
      const company = isMissing(companyData) ? null : demand("company", companyFrom(companyData), flagData);
      const user = isMissing(userData) ? null : demand("user", userFrom(userData), flagData);
      const preflight = isMissing(options) ? NO_PREFLIGHT : demand("options", optionsFrom(options), flagData);
      return evaluate(flag, { company, user, preflight }, now);
    },
  };
}

/** Left out. What is no object may also be nothing in JSON, such as `NaN`: for the official engine that is the same. */
const isMissing = (value: unknown): value is null | undefined =>
  value === null || value === undefined || (typeof value !== "object" && asWritten(value) === null);

/** What was read, or an error that names the flag and the member. */
function demand<T>(argument: RulesArgument, read: T | ReadFailure, flag: object): T {
  if (!(read instanceof ReadFailure)) return read;
  const key: unknown = Object(flag).key;
  const name = typeof key === "string" ? JSON.stringify(key) : "without a key";
  throw new RulesEngineError(`cannot check flag ${name}: ${describe(argument, read)}`);
}

/**
 * Why no engine can check with this flag, company or user, in one sentence for a log; `undefined` when it can. What was read
 * is kept for the checks that follow, so asking when data arrives costs nothing later.
 */
export function unreadable(argument: "flag" | "company" | "user", value: unknown): string | undefined {
  const read = argument === "flag" ? flagFrom(value) : argument === "company" ? companyFrom(value) : userFrom(value);
  return read instanceof ReadFailure ? describe(argument, read) : undefined;
}
