import { decodeDate } from "./decode-date.ts";
import type { Member, Shape } from "./shape.ts";

type Json = Record<string, unknown>;

/**
 * Converts a value from the wire: names to camelCase, date-times to `Date`; `null` is left out. Members that the API does not know and
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
  return decodeObject(source, shape.union.choose(source[shape.union.wire]));
}

function decodeObject(source: Json, shape: Shape): Json {
  const result: Json = {};
  // The objects of a list have the same names in the same order: remembering the last order spares most look-ups.
  const { names, members } = orders.get(shape) ?? noOrder;
  let index = 0;
  let known = true;
  // Twice as fast as a list of the names; it lists those of a polluted prototype too.
  for (const name in source) {
    let member = members[index];
    if (names[index++] !== name) {
      if (!Object.hasOwn(source, name)) continue;
      known = false;
      member = shape.byWire(name);
    }
    const value = source[name];
    if (value === null) continue;
    if (member === undefined) keep(result, name, value);
    else result[member.name] = typeof value === "object" || member.date ? decodeMember(value, member) : value;
  }
  if (!known) orders.set(shape, orderOf(source, shape));
  return result;
}

interface Order {
  readonly names: readonly string[];
  readonly members: readonly (Member | undefined)[];
}

const noOrder: Order = { names: [], members: [] };
const orders = new WeakMap<Shape, Order>();

function orderOf(source: Json, shape: Shape): Order {
  const names = Object.keys(source);
  return { names, members: names.map((name) => shape.byWire(name)) };
}

function decodeMember(value: unknown, member: Member): unknown {
  if (member.map) return decodeMap(value, member);
  if (member.date) return decodeDate(value);
  return member.shape === undefined ? value : decode(value, member.shape());
}

function decodeMap(value: unknown, { date, shape }: Member): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const result: Json = {};
  for (const [name, item] of Object.entries(value))
    keep(result, name, date ? decodeDate(item) : shape === undefined ? item : decode(item, shape()));
  return result;
}

/** Sets a member whose name came from outside: `__proto__` is a name like any other, and what is there stays. */
export function keep(target: Json, name: string, value: unknown): void {
  if (Object.hasOwn(target, name)) return;
  if (name === "__proto__")
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}
