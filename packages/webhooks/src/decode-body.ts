import { bodyShapes, eventTypes, memberNames } from "./generated/tables.ts";

type Json = Record<string, unknown>;

const shapes = bodyShapes.split(";");
const positions = new Map(
  eventTypes.split(";").flatMap((group) => {
    const [position = "", ...types] = group.split(" ");
    return types.map((type) => [type, position] as const);
  }),
);

// One call, which bundles without decoding can leave out: a list spread into another could not be.
const names = new Set(`${memberNames} ${bodyShapes}`.match(/\w+(?=[ @:*])/g));

/** Is this a type of event that this version knows? */
export const isKnownType = (type: string): boolean => positions.has(type);

/**
 * The body of an event as its type declares it: names in camelCase whichever of its spellings the service sent, dates as `Date`,
 * `null` left out, people's own maps untouched. What is not declared, or of another kind than declared, passes as it is.
 */
export function decodeBody(type: string, body: unknown): unknown {
  const position = positions.get(type) ?? "";
  return position === "" ? body : decode(body, position);
}

function decode(value: unknown, position: string): unknown {
  if (Array.isArray(value)) return value.map((item) => decode(item, position));
  if (!isObject(value)) return value;
  const kinds = kindsAt(position);
  const result: Json = {};
  for (const [wire, item] of Object.entries(value)) {
    const name = nameOf(wire);
    if (item !== null) define(result, name, convert(item, kinds.get(name)));
  }
  return result;
}

function convert(value: unknown, kind: string | undefined): unknown {
  if (kind === undefined) return value;
  if (kind === "@") return toDate(value);
  if (kind.startsWith(":")) return decode(value, kind.slice(1));
  if (!isObject(value)) return value;
  const map: Json = {};
  for (const [name, item] of Object.entries(value)) define(map, name, decode(item, kind.slice(2)));
  return map;
}

function toDate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toDate);
  const date = typeof value === "string" ? new Date(value) : undefined;
  return date === undefined || Number.isNaN(date.getTime()) ? value : date;
}

const kindsAt = (position: string): Map<string, string> =>
  new Map(
    (shapes[Number.parseInt(position, 36)] ?? "").split(",").map((member) => {
      const [name = ""] = member.split(/[@*:]/, 1);
      return [name, member.slice(name.length)];
    }),
  );

/** The name in camelCase of a member that this version knows; any other name as it is. */
function nameOf(wire: string): string {
  const name = camelCase(wire);
  return names.has(name) ? name : wire;
}

const camelCase = (wire: string): string =>
  wire
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase())
    .replace(/_+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A name from outside is never a prototype. */
const define = (target: Json, name: string, value: unknown): void => {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
};
