import type { Member, Shape } from "./shape.ts";

type Json = Record<string, unknown>;

/**
 * Converts a value from the wire: names to camelCase, date-times to `Date`; `null` is left out. Members that are not declared and
 * values of another kind than declared pass as they are, so that nothing the service may answer throws.
 */
export function decode(value: unknown, shape: Shape): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = new Array<unknown>(value.length);
    for (let index = 0; index < items.length; index++) items[index] = decode(value[index], shape);
    return items;
  }
  const source = value as Json;
  if (shape.union === undefined) return decodeObject(source, shape);
  const variant = shape.union.choose(source[shape.union.wire]);
  return variant === undefined ? source : decodeObject(source, variant);
}

function decodeObject(source: Json, shape: Shape): Json {
  const result: Json = {};
  const names = Object.keys(source);
  const values = Object.values(source);
  const members = membersOf(shape, names);
  for (let index = 0; index < names.length; index++) {
    const value = values[index];
    const member = members[index];
    if (member === undefined) keep(result, names[index] ?? "", value);
    else if (value !== null) result[member.name] = decodeMember(value, member);
  }
  return result;
}

interface Plan {
  readonly names: readonly string[];
  readonly members: readonly (Member | undefined)[];
}

// The objects of a list have the same names in the same order: remembering the last order spares a look-up per
// member, which is a good half of the time that decoding takes.
const plans = new WeakMap<Shape, Plan>();

function membersOf(shape: Shape, names: readonly string[]): Plan["members"] {
  const last = plans.get(shape);
  if (last !== undefined && isSame(last.names, names)) return last.members;
  const members = names.map((name) => shape.byWire.get(name));
  plans.set(shape, { names, members });
  return members;
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  for (let index = 0; index < some.length; index++) if (some[index] !== others[index]) return false;
  return true;
}

function decodeMember(value: unknown, member: Member): unknown {
  if (member.map) return decodeMap(value, member);
  if (member.date) return toDate(value);
  return member.shape === undefined ? value : decode(value, member.shape());
}

function decodeMap(value: unknown, { date, shape }: Member): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const result: Json = {};
  for (const [name, item] of Object.entries(value))
    keep(result, name, date ? toDate(item) : shape === undefined ? item : decode(item, shape()));
  return result;
}

function toDate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toDate);
  if (typeof value !== "string") return value;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? value : date;
}

/** Sets a member whose name came from outside: `__proto__` is a name like any other, and what is there stays. */
export function keep(target: Json, name: string, value: unknown): void {
  if (Object.hasOwn(target, name)) return;
  if (name === "__proto__")
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}
