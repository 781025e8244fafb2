import type { Layout } from "./layout.ts";
import { camelCase, memberOf, type Names, readNames } from "./names.ts";

/** How a member is converted. */
export interface Member {
  /** The name on the wire. */
  readonly wire: string;
  /** The name in TypeScript. */
  readonly name: string;
  readonly date: boolean;
  /** The value is a map with people's own names; what is in it is converted. */
  readonly map: boolean;
  readonly shape: (() => Shape) | undefined;
  /** The value passes as it is. */
  readonly plain: boolean;
}

/** An object's members, or the alternatives of a union. */
export interface Shape {
  /** The member with a name on the wire, `undefined` for one that the API does not know. */
  readonly byWire: (wire: string) => Member | undefined;
  /** The member with a name in TypeScript, `undefined` for one that passes as it is. */
  readonly byName: (name: string) => Member | undefined;
  /** Wire names and values of members that are filled in when a request lacks them. */
  readonly filled: readonly (readonly [string, string])[];
  readonly union: Union | undefined;
  /** How the objects that were read last looked. */
  layout: Layout | undefined;
}

interface Union {
  readonly wire: string;
  readonly name: string;
  readonly choose: (value: unknown) => Shape;
}

/** The tables of a codec, each read when it is first needed. */
interface Tables {
  readonly at: (position: string) => Shape;
  readonly names: () => Names;
}

/** Reads the tables of shapes and of names; their format is in the generator. */
export function readShapes(shapeTable: string, nameTable: string): (position: string) => Shape {
  const shapes: Shape[] = [];
  let sources: string[] | undefined;
  let names: Names | undefined;
  const tables: Tables = {
    names: () => (names ??= readNames(nameTable, () => tables.at("0"))),
    at: (position) => {
      const index = Number.parseInt(position, 36);
      sources ??= shapeTable.split(";");
      const shape = shapes[index] ?? parse(sources[index] ?? "", tables);
      shapes[index] = shape;
      return shape;
    },
  };
  return tables.at;
}

function parse(source: string, tables: Tables): Shape {
  if (source.startsWith("?")) return parseUnion(source.slice(1).split(","), tables);
  const filled: (readonly [string, string])[] = [];
  const members = (source === "" ? [] : source.split(",")).map((text) => {
    const [wire = ""] = text.split(/[@:*=]/, 1);
    const value = text.split("=")[1];
    if (value !== undefined) filled.push([wire, decodeURIComponent(value)]);
    return parseMember(wire, text.slice(wire.length), tables);
  });
  return shapeOf(members, filled, tables);
}

/** Such a name is spelled alike on both sides, known or not. */
const oneWord = /^[a-z\d]+$/;

function shapeOf(members: readonly Member[], filled: Shape["filled"], { names }: Tables): Shape {
  const byWire = new Map(members.map((member) => [member.wire, member]));
  const byName = new Map(members.map((member) => [member.name, member]));
  return {
    byWire: (wire) => byWire.get(wire) ?? names().byWire.get(wire) ?? (oneWord.test(wire) ? memberOf(wire) : undefined),
    byName: (name) => byName.get(name) ?? names().byName.get(name),
    filled,
    union: undefined,
    layout: undefined,
  };
}

function parseMember(wire: string, kind: string, { at }: Tables): Member {
  const position = kind.split(":")[1];
  let shape: Shape | undefined;
  return {
    ...memberOf(wire, kind.endsWith("@"), position === undefined ? undefined : () => (shape ??= at(position))),
    map: kind.startsWith("*"),
    plain: kind === "",
  };
}

const none = (): undefined => undefined;

function parseUnion([by = "", ...alternatives]: string[], { at }: Tables): Shape {
  const positions = new Map(
    alternatives.map((text) => {
      const [value = "", position = ""] = text.split("=");
      return [decodeURIComponent(value), position];
    }),
  );
  const choose = (value: unknown): Shape => at(positions.get(String(value)) ?? positions.get("") ?? "");
  return {
    byWire: none,
    byName: none,
    filled: [],
    union: { wire: by, name: camelCase(by), choose },
    layout: undefined,
  };
}
