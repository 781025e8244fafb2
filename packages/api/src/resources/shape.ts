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
}

/** An object's members, or the alternatives of a union. */
export interface Shape {
  readonly byWire: ReadonlyMap<string, Member>;
  readonly byName: ReadonlyMap<string, Member>;
  /** Wire names and values of members that are filled in when a request lacks them. */
  readonly filled: readonly (readonly [string, string])[];
  readonly union: Union | undefined;
}

interface Union {
  readonly wire: string;
  readonly name: string;
  readonly choose: (value: unknown) => Shape | undefined;
}

/** The spelling in TypeScript of a name on the wire: `created_at` is `createdAt`. */
const camelCase = (wire: string): string =>
  wire
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase())
    .replace(/_+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Reads a codec table; its format is in the generator. A shape is parsed when it is first needed. */
export function readShapes(table: string): (position: string) => Shape {
  const shapes: Shape[] = [];
  let sources: string[] | undefined;
  const at = (position: string): Shape => {
    const index = Number.parseInt(position, 36);
    sources ??= table.split(";");
    const shape = shapes[index] ?? parse(sources[index] ?? "", at);
    shapes[index] = shape;
    return shape;
  };
  return at;
}

type At = (position: string) => Shape;

function parse(source: string, at: At): Shape {
  if (source.startsWith("?")) return parseUnion(source.slice(1).split(","), at);
  const byWire = new Map<string, Member>();
  const byName = new Map<string, Member>();
  const filled: (readonly [string, string])[] = [];
  for (const text of source.split(",")) {
    const [wire = ""] = text.split(/[@:*=]/, 1);
    const value = text.split("=")[1];
    const member = parseMember(wire, text.slice(wire.length), at);
    byWire.set(wire, member);
    byName.set(member.name, member);
    if (value !== undefined) filled.push([wire, decodeURIComponent(value)]);
  }
  return { byWire, byName, filled, union: undefined };
}

function parseMember(wire: string, kind: string, at: At): Member {
  const position = kind.split(":")[1];
  let shape: Shape | undefined;
  const resolve = (): Shape => {
    shape ??= at(position ?? "");
    return shape;
  };
  return {
    wire,
    name: camelCase(wire),
    date: kind.endsWith("@"),
    map: kind.startsWith("*"),
    shape: position === undefined ? undefined : resolve,
  };
}

const noMembers: ReadonlyMap<string, Member> = new Map();

function parseUnion([by = "", ...alternatives]: string[], at: At): Shape {
  const positions = new Map(
    alternatives.map((text) => {
      const [value = "", position = ""] = text.split("=");
      return [decodeURIComponent(value), position];
    }),
  );
  const choose = (value: unknown): Shape | undefined => {
    const position = positions.get(String(value)) ?? positions.get("");
    return position === undefined ? undefined : at(position);
  };
  return { byWire: noMembers, byName: noMembers, filled: [], union: { wire: by, name: camelCase(by), choose } };
}
