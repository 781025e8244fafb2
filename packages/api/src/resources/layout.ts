import { memberOf } from "./names.ts";
import type { Member, Shape } from "./shape.ts";

type Json = Record<string, unknown>;

/**
 * How the object that was read last with a shape looked: the objects of a list are alike. An object that gets its members one by one
 * is moved as it grows, and is slow to use when there are many; a copy of a blank one is laid out at once, in half the memory.
 */
export interface Layout {
  readonly names: readonly string[];
  readonly members: readonly Member[];
  /** Objects with all the members that are not `null`, by which ones are. */
  readonly blanks: Map<number, Json | undefined>;
}

/** What `nullsOf` says of an object with other names. */
export const NOT_ALIKE = -1;
/** Each `null` is a binary digit of a number, which is exact up to so many. */
const MAX_MEMBERS = 53;
/** Enough for the objects that lack now this and now that. */
const MAX_BLANKS = 64;

/** The layout of an object. */
export function layoutOf(source: Json, shape: Shape): Layout {
  const names = Object.keys(source);
  return { names, members: names.map((name) => shape.byWire(name) ?? { ...memberOf(name), name }), blanks: new Map() };
}

/** Which of an object's members are `null`, if it has exactly these names in this order. */
export function nullsOf(source: Json, { names }: Layout): number {
  let index = 0;
  let nulls = 0;
  // Twice as fast as a list of the names; it lists those of a polluted prototype too.
  for (const name in source) {
    if (names[index++] !== name) return NOT_ALIKE;
    nulls = nulls * 2 + (source[name] === null ? 1 : 0);
  }
  return index === names.length && index <= MAX_MEMBERS ? nulls : NOT_ALIKE;
}

/** A blank object to copy; `undefined` where members get in each other's way, or there are too many kinds of objects. */
export function blankOf({ names, members, blanks }: Layout, nulls: number): Json | undefined {
  if (blanks.has(nulls) || blanks.size >= MAX_BLANKS) return blanks.get(nulls);
  const bits = nulls.toString(2).padStart(names.length, "0");
  const present = members.filter((_, index) => bits[index] === "0").map(({ name }) => name);
  // What is parsed is laid out at once, however many members it has.
  const parsed = JSON.parse(JSON.stringify(Object.fromEntries(present.map((name) => [name, 0])))) as Json;
  const isSound = Object.keys(parsed).length === present.length && !present.includes("__proto__");
  const blank = isSound ? parsed : undefined;
  blanks.set(nulls, blank);
  return blank;
}
