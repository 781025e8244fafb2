// Reads each object once. What was read (or why it cannot be) is kept as long as the object lives: objects are immutable here.
import { compileRules, type Decision, type Rule } from "./evaluate/rule.ts";
import { type Reader, ReadFailure } from "./read/reader.ts";
import { companyShape, flagShape, type OptionsData, optionsShape, userShape } from "./read/shapes.ts";
import { arrangeCompany, type Company } from "./subject/company.ts";
import { arrangeEntity, type Entity } from "./subject/entity.ts";

/** A flag, ready to be checked. */
export interface Flag {
  readonly id: string;
  readonly key: string;
  readonly rules: readonly Rule[];
  /** What holds when no rule matches. */
  readonly fallback: Decision;
}

/** Reads a value once per object; gives the failure instead of throwing it. */
function source<T extends object>(read: Reader<T>): (value: unknown) => T | ReadFailure {
  const known = new WeakMap<object, T | ReadFailure>();
  return (value) => {
    if (typeof value !== "object" || value === null) return attempt(read, value);
    let result = known.get(value);
    if (result === undefined) {
      result = attempt(read, value);
      known.set(value, result);
    }
    return result;
  };
}

/** Reads a value; what is not plain JSON data (dates, `undefined` in lists) is read as the JSON that it serialises to. */
function attempt<T>(read: Reader<T>, value: unknown): T | ReadFailure {
  const direct = capture(read, value);
  if (!(direct instanceof ReadFailure)) return direct;
  const written = asWritten(value);
  return written === undefined ? direct : capture(read, written);
}

/** What JSON makes of a value: `null` of a function, say; `undefined` when it cannot write it. */
export function asWritten(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value) ?? "null");
  } catch {
    // A cycle or a bigint, or a `toJSON` that throws: what the reader said of the value itself stands.
    return undefined;
  }
}

function capture<T>(read: Reader<T>, value: unknown): T | ReadFailure {
  try {
    return read(value);
  } catch (failure) {
    if (failure instanceof ReadFailure) return failure;
    throw failure;
  }
}

/** The flag in an object, or why there is none. */
export const flagFrom = source<Flag>((value) => {
  const { id, key, defaultValue, rules } = flagShape(value);
  const reason = "No rules matched; default value for flag";
  const fallback = { id: null, type: null, value: defaultValue, reason, meter: null };
  return { id, key, rules: compileRules(rules), fallback };
});

/** The company in an object, or why there is none. */
export const companyFrom = source<Company>((value) => arrangeCompany(companyShape(value)));

/** The user in an object, or why there is none. */
export const userFrom = source<Entity>((value) => arrangeEntity(userShape(value)));

/** The options of one check, or why there are none. */
export const optionsFrom = (value: unknown): OptionsData | ReadFailure => attempt(optionsShape, value);
