// The objects of a list are alike, and an object that gets its members one by one is moved as it grows and slow to use when there are
// many. So each shape remembers how its last objects looked, and the next one begins as a copy of a blank object with all its members:
// half the memory, and no look-up of a name.
import { memberOf } from "./names.ts";
import type { Member, Shape } from "./shape.ts";

type Json = Record<string, unknown>;

/** Objects that have the same members in the same order, and `null` in the same of them. */
export interface Kind {
  readonly names: readonly string[];
  readonly isNull: readonly boolean[];
  readonly members: readonly Member[];
  /** An object with all members that are not `null`, to be copied. */
  readonly blank: Json;
}

/** The kinds of a shape's objects that have the same names. */
export interface Layout {
  readonly names: readonly string[];
  readonly members: readonly Member[];
  /** By which members are `null`, each a binary digit; `undefined` where members get in each other's way. */
  readonly kinds: Map<number, Kind | undefined>;
  /** That of the last object. */
  last: Kind | undefined;
}

/** So many binary digits a number holds exactly. */
const MAX_MEMBERS = 53;
/** Enough for lists whose objects lack now this and now that. */
const MAX_KINDS = 64;

/** The kind of an object; `undefined` for the first one with its names, and for one that is better decoded member by member. */
export function kindOf(source: Json, shape: Shape): Kind | undefined {
  const { layout } = shape;
  if (layout?.last !== undefined && isOfKind(source, layout.last)) return layout.last;
  const names = Object.keys(source);
  if (layout === undefined || !isSame(names, layout.names)) {
    const members = names.map((name) => shape.byWire(name) ?? { ...memberOf(name), name });
    shape.layout = { names, members, kinds: new Map(), last: undefined };
    return undefined;
  }
  layout.last = findKind(source, layout);
  return layout.last;
}

function isOfKind(source: Json, { names, isNull }: Kind): boolean {
  let index = 0;
  // Faster than a list of the names; it lists those of a polluted prototype too.
  for (const name in source) {
    if (names[index] !== name || isNull[index] !== (source[name] === null)) return false;
    index++;
  }
  return index === names.length;
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((name, index) => name === others[index]);

function findKind(source: Json, { names, members, kinds }: Layout): Kind | undefined {
  const isNull = names.map((name) => source[name] === null);
  const digits = isNull.reduce((sum, bit) => sum * 2 + (bit ? 1 : 0), 0);
  if (kinds.has(digits) || kinds.size >= MAX_KINDS || names.length > MAX_MEMBERS) return kinds.get(digits);
  const blank = blankOf(members.filter((_, index) => !isNull[index]));
  const kind = blank && { names, isNull, members, blank };
  kinds.set(digits, kind);
  return kind;
}

function blankOf(members: readonly Member[]): Json | undefined {
  // What is parsed is laid out at once, however many members it has.
  const blank = JSON.parse(JSON.stringify(Object.fromEntries(members.map(({ name }) => [name, 0])))) as Json;
  return Object.keys(blank).length === members.length && !Object.hasOwn(blank, "__proto__") ? blank : undefined;
}
