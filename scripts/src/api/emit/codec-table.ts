import { type Document, type Schema, schemaName } from "../openapi/document.ts";
import { reachedSchemas } from "../openapi/upstream.ts";
import { onlyValue } from "./api.ts";

/**
 * The tables that the codec reads: what is named differently in TypeScript and on the wire, and what is a date. The table of names says
 * what members of a name usually are, a shape lists those that are something else there. Names that entities of all kinds have are not
 * in that table: every shape lists which it has, and where the document has none such a member passes as it is.
 *
 *   names   = *( shared rest [ usual ] )    in alphabetical order; `shared` is a letter, A for none, for how many words a name has in
 *                                           common with the one before, `rest` its other words: `Asent_at@Aapi_key:CidBkeys`
 *   usual   = "@"                           a date
 *           / ":"                           an object of the first shape, which lists nothing, or an array of such
 *   shapes  = shape *( ";" shape )          shapes refer to one another by their position in base 36
 *   shape   = object / union
 *   object  = [ member *( "," member ) ]
 *   member  = wire-name [ kind ]
 *   kind    = "@"                           a date
 *           / ":" position                  an object of a shape; or an array of such, which the value itself shows
 *           / "*" ( "@" / ":" position )    a map of dates or of objects, whose names are people's own
 *           / "=" value                     filled in when a request lacks it
 *   union   = "?" [ discriminator ] *( "," value "=" position ) ",=" position      the last for any other value
 */
export class CodecTable {
  readonly #document: Document;
  readonly #requests: ReadonlySet<string>;
  readonly #shapes: string[] = [];
  readonly #names = new Set<string>();
  readonly #usual: ReadonlyMap<string, string>;
  readonly #seen = new Map<string, Map<string, number>>();
  readonly #positions = new Map<string, number>();
  readonly #schemas = new Map<string, number | undefined>();
  /** Being added: one that refers to itself gets its position before its shape. */
  readonly #open = new Set<string>();

  /** `usual`: what members are by their name, from a table that was filled with the same. */
  constructor(document: Document, requests: readonly unknown[], usual: ReadonlyMap<string, string> = new Map()) {
    this.#document = document;
    this.#requests = reachedSchemas(requests, document);
    this.#usual = usual;
    this.#add("");
  }

  /** What members are by their name more often than anything else: dates, and objects of which nothing is listed. */
  get usualKinds(): Map<string, string> {
    const usual = [...this.#seen].map(([name, kinds]): [string, string] => {
      const [kind = ""] = [...kinds].reduce((most, next) => (next[1] > most[1] ? next : most));
      return [name, kind];
    });
    return new Map(usual.filter(([name, kind]) => isUsual(name) && (kind === "@" || kind === EMPTY_OBJECT)));
  }

  /** The names so far. */
  get names(): string {
    let before: string[] = [];
    const texts = [...this.#names].sort().map((name) => {
      const words = name.split("_");
      // The last word is never shared: a name may be another one's beginning.
      const first = words.slice(0, -1).findIndex((word, index) => word !== before[index]);
      const shared = first === -1 ? words.length - 1 : first;
      before = words;
      return (
        String.fromCharCode(65 + shared) + words.slice(shared).join("_") + (this.#usual.get(name) ?? "").slice(0, 1)
      );
    });
    return texts.join("");
  }

  /** The shapes so far. Members that many shapes have come first, which makes like runs and so a smaller bundle. */
  get shapes(): string {
    const counts = new Map<string, number>();
    for (const member of this.#shapes.flatMap(membersOf)) counts.set(member, (counts.get(member) ?? 0) + 1);
    const count = (member: string): number => counts.get(member) ?? 0;
    const sorted = this.#shapes.map((shape) =>
      isUnion(shape)
        ? shape
        : membersOf(shape)
            .sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1))
            .join(","),
    );
    return sorted.join(";");
  }

  /** The position of a named schema's shape in base 36; `undefined` for what has no members of its own, such as people's own maps. */
  position(name: string | undefined): string | undefined {
    if (name === undefined) return undefined;
    if (this.#open.has(name)) this.#schemas.set(name, this.#schemas.get(name) ?? this.#shapes.push("") - 1);
    else if (!this.#schemas.has(name)) this.#addSchema(name);
    return this.#schemas.get(name)?.toString(36);
  }

  /** The position of an object that has no name, such as a query. */
  objectPosition(schema: Schema): string {
    return this.#add(this.#object(schema, false)).toString(36);
  }

  #addSchema(name: string): void {
    this.#open.add(name);
    const shape = this.#shapeOf(name);
    this.#open.delete(name);
    const reserved = this.#schemas.get(name);
    if (reserved === undefined) this.#schemas.set(name, shape === undefined ? undefined : this.#add(shape));
    else this.#shapes[reserved] = shape ?? "";
  }

  #shapeOf(name: string): string | undefined {
    const schema = this.#document.components.schemas[name] ?? {};
    if (schema.oneOf !== undefined || schema.anyOf !== undefined) return this.#union(schema);
    const object = schema.allOf === undefined ? schema : this.#merged(schema.allOf);
    return object.properties === undefined ? undefined : this.#object(object, this.#requests.has(name));
  }

  /** Equal shapes share a position. */
  #add(shape: string): number {
    const known = this.#positions.get(shape);
    if (known !== undefined) return known;
    this.#positions.set(shape, this.#shapes.length);
    return this.#shapes.push(shape) - 1;
  }

  #object(schema: Schema, filled: boolean): string {
    const required = new Set(schema.required);
    const members = Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
      const value = filled && required.has(name) ? onlyValue(member, this.#document) : undefined;
      const kind = value === undefined ? this.#kind(member) : `=${encodeURIComponent(value)}`;
      const kinds = this.#seen.get(name) ?? new Map<string, number>();
      this.#seen.set(name, kinds.set(kind, (kinds.get(kind) ?? 0) + 1));
      if (kind !== (this.#usual.get(name) ?? "") || !isUsual(name)) return [name + kind];
      if (kind !== "" || name.includes("_")) this.#names.add(name);
      return [];
    });
    return members.sort().join(",");
  }

  #kind(schema: Schema): string {
    const name = schemaName(schema.$ref);
    if (name !== undefined) return this.#referenceKind(name);
    if (schema.type === "string") return schema.format === "date-time" ? "@" : "";
    if (schema.items !== undefined) return this.#kind(schema.items);
    if (typeof schema.additionalProperties !== "object") return "";
    const value = this.#kind(schema.additionalProperties);
    return value === "" || value.startsWith("*") ? "" : `*${value}`;
  }

  #referenceKind(name: string): string {
    const schema = this.#document.components.schemas[name] ?? {};
    const isObject = (schema.properties ?? schema.oneOf ?? schema.anyOf ?? schema.allOf) !== undefined;
    if (!isObject) return this.#kind(schema);
    const position = this.position(name);
    return position === undefined ? "" : `:${position}`;
  }

  #union(schema: Schema): string | undefined {
    const parts = schema.oneOf ?? schema.anyOf ?? [];
    if (parts.every((part) => this.#resolved(part).properties === undefined)) return undefined;
    const rest = `,=${this.objectPosition(this.#common(parts, schema.discriminator !== undefined))}`;
    if (schema.discriminator === undefined) return `?${rest}`;
    const { propertyName, mapping = {} } = schema.discriminator;
    const variants = Object.entries(mapping).map(([value, reference]) => {
      const position = this.position(schemaName(reference));
      return position === undefined ? "" : `,${encodeURIComponent(value)}=${position}`;
    });
    return `?${propertyName}${variants.join("")}${rest}`;
  }

  /**
   * What holds whichever alternative it is: the members that all have, where a value that is not known says which; those that any has,
   * where nothing says which. Of the other members, and of those about which alternatives disagree, only the name is converted.
   */
  #common(parts: readonly Schema[], inAll: boolean): Schema {
    const all = parts.map((part) => this.#resolved(part).properties ?? {});
    const properties: Record<string, Schema> = Object.assign({}, ...all);
    for (const [name, member] of Object.entries(properties)) {
      const others = all.map((own) => own[name]).filter((other) => other !== undefined);
      const agreed = others.every((other) => this.#kind(other) === this.#kind(member));
      if (!agreed || (inAll && others.length < all.length)) properties[name] = {};
    }
    return { properties };
  }

  #merged(parts: readonly Schema[]): Schema {
    return { properties: Object.assign({}, ...parts.map((part) => this.#resolved(part).properties ?? {})) };
  }

  #resolved(schema: Schema): Schema {
    return this.#document.components.schemas[schemaName(schema.$ref) ?? ""] ?? schema;
  }
}

/** An object of the first shape, which lists nothing. */
const EMPTY_OBJECT = ":0";
/** An entity may have these whether its schema says so yet or not. */
const OF_ENTITIES: ReadonlySet<string> = new Set([
  ...["account_id", "environment_id", "request_id", "source_id", "display_name"],
  ...["created_at", "updated_at", "deleted_at"],
]);
/** The table of names has no others. */
const isUsual = (name: string): boolean => /^[a-z\d]+(_[a-z\d]+)*$/.test(name) && !OF_ENTITIES.has(name);
const isUnion = (shape: string): boolean => shape.startsWith("?");
const membersOf = (shape: string): string[] => (isUnion(shape) ? [] : shape.split(","));
