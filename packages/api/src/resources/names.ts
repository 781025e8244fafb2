import type { Member, Shape } from "./shape.ts";

/** What members of a name are, wherever a shape does not say otherwise. */
export interface Names {
  readonly byWire: ReadonlyMap<string, Member>;
  readonly byName: ReadonlyMap<string, Member>;
}

/** The spelling in TypeScript of a name on the wire: `created_at` is `createdAt`. */
export const camelCase = (wire: string): string =>
  wire
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase())
    .replace(/_+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** A member that is no map: a date, an object, or passed as it is. */
export const memberOf = (wire: string, date = false, shape: Member["shape"] = undefined): Member => ({
  wire,
  name: camelCase(wire),
  date,
  map: false,
  shape,
  plain: !date && shape === undefined,
});

/** Reads the table of names; its format is in the generator. `first` gives the shape that lists nothing. */
export function readNames(table: string, first: () => Shape): Names {
  const members: Member[] = [];
  let words: string[] = [];
  for (const [, shared = "", rest = "", usual] of table.matchAll(/([A-Z])([^A-Z@:]+)(\W?)/g)) {
    words = [...words.slice(0, shared.charCodeAt(0) - FIRST), ...rest.split("_")];
    members.push(memberOf(words.join("_"), usual === "@", usual === ":" ? first : undefined));
  }
  return {
    byWire: new Map(members.map((member) => [member.wire, member])),
    byName: new Map(members.map((member) => [member.name, member])),
  };
}

const FIRST = "A".charCodeAt(0);
