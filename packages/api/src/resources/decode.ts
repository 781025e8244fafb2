import { decodeDate } from "./decode-date.ts";
import { isLaidOut, type Kind, kindOf, type Layout, layoutOf } from "./layout.ts";
import type { Member, Shape } from "./shape.ts";

type Json = Record<string, unknown>;

/**
 * Converts a value from the wire: names to camelCase, date-times to `Date`; `null` is left out. Members that the API does not know and
 * values of another kind than declared pass as they are, so that nothing the service may answer throws. The value is taken over:
 * its lists become those of the result.
 */
export function decode(value: unknown, shape: Shape): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) value[index] = decode(value[index], shape);
    return value;
  }
  const source = value as Json;
  if (shape.union === undefined) return decodeObject(source, shape);
  return decodeObject(source, shape.union.choose(source[shape.union.wire]));
}

function decodeObject(source: Json, shape: Shape): Json {
  const { layout } = shape;
  return (layout?.kind && decodeAlike(source, layout, layout.kind)) ?? decodeOther(source, shape);
}

/** Decodes an object that looks like the last one; `undefined` for another. */
function decodeAlike(source: Json, { names, members }: Layout, { isNull, blank }: Kind): Json | undefined {
  const result = { ...blank };
  let index = 0;
  // Faster than a list of the names; it lists those of a polluted prototype too.
  for (const name in source) {
    const value = source[name];
    const member = members[index];
    if (member === undefined || names[index] !== name || isNull[index] !== (value === null)) return undefined;
    if (value !== null) result[member.name] = member.plain ? value : decodeMember(value, member);
    index++;
  }
  return index === names.length ? result : undefined;
}

function decodeOther(source: Json, shape: Shape): Json {
  const { layout } = shape;
  if (layout === undefined || !isLaidOut(source, layout)) shape.layout = layoutOf(source, shape);
  else {
    layout.kind = kindOf(source, layout);
    const result = layout.kind && decodeAlike(source, layout, layout.kind);
    if (result !== undefined) return result;
  }
  return decodeAny(source, shape);
}

function decodeAny(source: Json, shape: Shape): Json {
  const result: Json = {};
  for (const [name, value] of Object.entries(source)) {
    if (value === null) continue;
    const member = shape.byWire(name);
    if (member === undefined) keep(result, name, value);
    else result[member.name] = decodeMember(value, member);
  }
  return result;
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
