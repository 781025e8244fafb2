import { type Document, type Schema, schemaName } from "../openapi/document.ts";
import { camelCase } from "./names.ts";

/** Collects the shapes of schemas as the webhooks package reads them; the format is at the head of its tables. */
export class BodyTable {
  readonly shapes: string[] = [];
  readonly #document: Document;
  readonly #bySchema = new Map<string, number>();
  readonly #byShape = new Map<string, number>();
  readonly #names = new Set<string>();
  readonly #listed = new Set<string>();

  constructor(document: Document) {
    this.#document = document;
  }

  /** Names in camelCase that no shape lists and that the wire spells in another way. Other than plain ones stay as they are. */
  get names(): string[] {
    return [...this.#names].filter((name) => /^\w+$/.test(name) && !this.#listed.has(name)).sort();
  }

  /** The position of a schema's shape in base 36. */
  position(name: string): string {
    return (this.#bySchema.get(name) ?? this.#add(name)).toString(36);
  }

  /** The position is known before the shape is: a schema may refer to itself. Equal shapes share a position. */
  #add(name: string): number {
    const reserved = this.shapes.push("") - 1;
    this.#bySchema.set(name, reserved);
    const shape = this.#shape(this.#document.components.schemas[name] ?? {});
    const known = this.#byShape.get(shape);
    if (known !== undefined && reserved === this.shapes.length - 1) {
      this.shapes.pop();
      this.#bySchema.set(name, known);
      return known;
    }
    this.shapes[reserved] = shape;
    this.#byShape.set(shape, reserved);
    return reserved;
  }

  #shape(schema: Schema): string {
    const members: string[] = [];
    for (const [wire, member] of Object.entries(schema.properties ?? {})) {
      const name = camelCase(wire);
      const kind = this.#kind(member);
      if (kind !== "") members.push(name + kind);
      if (kind !== "") this.#listed.add(name);
      else if (name !== wire) this.#names.add(name);
    }
    return members.sort().join(",");
  }

  #kind(schema: Schema): string {
    const name = schemaName(schema.$ref);
    const target = this.#document.components.schemas[name ?? ""];
    if (name !== undefined && target?.properties !== undefined) return `:${this.position(name)}`;
    if (target !== undefined) return this.#kind(target);
    if (schema.format === "date-time") return "@";
    if (schema.items !== undefined) return this.#kind(schema.items);
    const value = typeof schema.additionalProperties === "object" ? this.#kind(schema.additionalProperties) : "";
    return value.startsWith(":") ? `*${value}` : "";
  }
}
