import { decodeDate } from "./decode-date.ts";
import { type Kind, kindOf } from "./layout.ts";
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
  const kind = kindOf(source, shape);
  return kind === undefined ? decodeAny(source, shape) : decodeKind(source, kind);
}

function decodeKind(source: Json, { members, blank }: Kind): Json {
  const result = { ...blank };
  let index = 0;
  for (const name in source) {
    const value = source[name];
    const member = members[index++];
    if (member === undefined || value === null) continue;
    result[member.name] = member.plain ? value : decodeMember(value, member);
  }
  return result;
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
