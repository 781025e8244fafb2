// The objects of a list are alike, and an object that gets its members one by one is moved as it grows and slow to use when there are
// many. So each shape remembers how its last object looked, and the next one begins as a copy of a blank object with all its members:
// half the memory, and no look-up of a name. Whatever looks different is decoded member by member.
import { memberOf } from "./names.ts";
import type { Member, Shape } from "./shape.ts";

type Json = Record<string, unknown>;

/** The members of the objects that a shape reads, in their order, and the kinds of these objects. */
export interface Layout {
  readonly names: readonly string[];
  readonly members: readonly Member[];
  /** By which of the members are `null`: each a binary digit. */
  readonly kinds: Map<number, Kind | undefined>;
  /** That of the last object. */
  kind: Kind | undefined;
}

/** Objects that have the same members, and `null` in the same of them. */
export interface Kind {
  readonly isNull: readonly boolean[];
  /** An object with the other members, to be copied. */
  readonly blank: Json;
}

/** So many binary digits a number holds exactly. */
const MAX_MEMBERS = 53;
/** Enough for lists whose objects lack now this and now that. */
const MAX_KINDS = 64;

/** The layout of an object. */
export function layoutOf(source: Json, shape: Shape): Layout {
  const names = Object.keys(source);
  const members = names.map((name) => shape.byWire(name) ?? { ...memberOf(name), name });
  return { names, members, kinds: new Map(), kind: undefined };
}

/** Whether an object has exactly the names of a layout, in their order. */
export function isLaidOut(source: Json, { names }: Layout): boolean {
  const own = Object.keys(source);
  return own.length === names.length && own.every((name, index) => name === names[index]);
}

/** The kind of an object that has a layout; `undefined` where members get in each other's way, or there are too many kinds. */
export function kindOf(source: Json, { names, members, kinds }: Layout): Kind | undefined {
  const isNull = names.map((name) => source[name] === null);
  const digits = isNull.reduce((sum, bit) => sum * 2 + (bit ? 1 : 0), 0);
  if (kinds.has(digits)) return kinds.get(digits);
  if (names.length > MAX_MEMBERS || kinds.size >= MAX_KINDS) return undefined;
  const blank = blankOf(members.filter((_, index) => !isNull[index]).map(({ name }) => name));
  const kind = blank && { isNull, blank };
  kinds.set(digits, kind);
  return kind;
}

function blankOf(names: readonly string[]): Json | undefined {
  // What is parsed is laid out at once, however many members it has.
  const blank = JSON.parse(JSON.stringify(Object.fromEntries(names.map((name) => [name, 0])))) as Json;
  return Object.keys(blank).length === names.length && !names.includes("__proto__") ? blank : undefined;
}
