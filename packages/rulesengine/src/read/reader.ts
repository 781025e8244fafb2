// Reads parsed JSON as strictly as the official engine reads its text. A reader gets `undefined` for a missing member.

/** What a reader found wrong, and where (`.traits[3].value`): the path grows while the failure travels out. */
export class ReadFailure {
  readonly problem: string;
  readonly path: string;

  constructor(problem: string, path = "") {
    this.problem = problem;
    this.path = path;
  }
}

/** Turns a value into `T`, or throws a `ReadFailure`. */
export type Reader<T> = (value: unknown) => T;

/** Throws: `value` is not what was wanted. */
export function refuse(value: unknown, wanted: string): never {
  if (value === undefined) throw new ReadFailure(`is missing (expected ${wanted})`);
  const type = typeof value === "object" ? "an object" : `a ${typeof value}`;
  const found = value === null ? "null" : Array.isArray(value) ? "a list" : type;
  throw new ReadFailure(`is ${found} (expected ${wanted})`);
}

/** Runs a reader on a member, so that its failure names the member. */
export function readMember<T>(read: Reader<T>, value: unknown, member: string): T {
  try {
    return read(value);
  } catch (failure) {
    throw within(`.${member}`, failure);
  }
}

/** A failure as seen from one level further out; anything else thrown as it is. */
export function within(step: string, failure: unknown): unknown {
  return failure instanceof ReadFailure ? new ReadFailure(failure.problem, step + failure.path) : failure;
}

// The official reader takes UTF-8, which cannot hold half of a surrogate pair.
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Text without lone surrogates. */
export const text: Reader<string> = (value) => {
  if (typeof value !== "string") return refuse(value, "a string");
  if (LONE_SURROGATE.test(value)) throw new ReadFailure("holds an unpaired surrogate");
  return value;
};

/** `true` or `false`, nothing that only looks like it. */
export const truth: Reader<boolean> = (value) => (typeof value === "boolean" ? value : refuse(value, "a boolean"));

/** `null` when the member is missing or null. */
export function optional<T>(read: Reader<T>): Reader<T | null> {
  return (value) => (value === undefined || value === null ? null : read(value));
}

/** A list; missing and null are the empty one. Elements may not be null. */
export function list<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value) => {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) return refuse(value, "a list");
    const items: T[] = [];
    try {
      for (let i = 0; i < value.length; i++) items.push(read(value[i]));
      return items;
    } catch (failure) {
      throw within(`[${items.length}]`, failure);
    }
  };
}

/** The members of a plain object, or a failure for anything else. */
export function membersOf(value: unknown, wanted: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse(value, wanted);
  const members = value as Readonly<Record<string, unknown>>;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A date, a boxed number or an heir of another object is written as something else than the members that one sees.
  const isPlain = prototype === Object.prototype || prototype === null;
  return isPlain && typeof members.toJSON !== "function" ? members : refuse(value, wanted);
}

/** A map with names that are data (so never an object's members); missing and null are the empty one. */
export function map<T>(read: Reader<T>): Reader<ReadonlyMap<string, T>> {
  const required = requiredMap(read);
  return (value) => (value === undefined || value === null ? new Map<string, T>() : required(value));
}

/** A map that may be missing but not null. */
export function requiredMap<T>(read: Reader<T>): Reader<ReadonlyMap<string, T>> {
  return (value) => {
    const members = membersOf(value, "a map");
    const entries = new Map<string, T>();
    for (const name of Object.keys(members)) {
      entries.set(readMember(text, name, name), readMember(read, members[name], name));
    }
    return entries;
  };
}
