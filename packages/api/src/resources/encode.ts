import { keep } from "./decode.ts";
import type { Member, Shape } from "./shape.ts";

type Json = Record<string, unknown>;

/**
 * Converts a value for the wire: names to snake_case; `undefined` is left out; members with one possible value are filled in. Members
 * that the API does not know pass as they are, dates are left to `JSON.stringify`.
 */
export function encode(value: unknown, shape: Shape): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => encode(item, shape));
  const source = value as Json;
  if (typeof source.toJSON === "function") return source;
  if (shape.union === undefined) return encodeObject(source, shape);
  return encodeObject(source, shape.union.choose(source[shape.union.name] ?? source[shape.union.wire]));
}

function encodeObject(source: Json, { byName, filled }: Shape): Json {
  const result: Json = {};
  for (const name of Object.keys(source)) {
    const value = source[name];
    if (value === undefined) continue;
    const member = byName(name);
    if (member === undefined) keep(result, name, value);
    else result[member.wire] = encodeMember(value, member);
  }
  for (const [wire, value] of filled) result[wire] ??= value;
  return result;
}

function encodeMember(value: unknown, { map, shape }: Member): unknown {
  if (shape === undefined) return value;
  return map ? encodeMap(value, shape()) : encode(value, shape());
}

function encodeMap(value: unknown, shape: Shape): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const result: Json = {};
  for (const [name, item] of Object.entries(value)) keep(result, name, encode(item, shape));
  return result;
}
