import { onlyValue } from "../../../../scripts/src/api/emit/api.ts";
import { type Document, type Schema, schemaName } from "../../../../scripts/src/api/openapi/document.ts";

/** One value twice: as it is on the wire, and as TypeScript users have it. */
export interface Sample {
  readonly wire: unknown;
  readonly typed: unknown;
}

const instant = "2026-02-03T04:05:06.789Z";
const free = { snake_key: { "inner-Key": [null, 1] }, CamelKey: instant };

/** Written apart from the package's own rule, and simpler: all names of the document are `words_like_this` or `WordsLikeThis`. */
function camel(name: string): string {
  const [first = "", ...rest] = name.split("_");
  const joined = first + rest.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
  return joined.slice(0, 1).toLowerCase() + joined.slice(1);
}

/** A value of a schema with every member present. */
export function sample(schema: Schema, document: Document, name = "value"): Sample {
  const target = document.components.schemas[schemaName(schema.$ref) ?? ""];
  if (target !== undefined) return sample(target, document, name);
  const only = onlyValue(schema, document);
  if (only !== undefined) return same(only);
  if (schema.enum !== undefined) return same(schema.enum.at(-1));
  const [alternative] = schema.oneOf ?? schema.anyOf ?? [];
  if (alternative !== undefined) return sample(alternative, document, name);
  if (schema.properties !== undefined) return objectSample(schema.properties, document);
  return plainSample(schema, document, name);
}

const same = (value: unknown): Sample => ({ wire: value, typed: value });

function objectSample(properties: Record<string, Schema>, document: Document): Sample {
  const members = Object.entries(properties).map(([name, member]) => [name, sample(member, document, name)] as const);
  return {
    wire: Object.fromEntries(members.map(([name, value]) => [name, value.wire])),
    typed: Object.fromEntries(members.map(([name, value]) => [camel(name), value.typed])),
  };
}

function plainSample(schema: Schema, document: Document, name: string): Sample {
  switch (schema.type) {
    case "string":
      return schema.format === "date-time" ? { wire: instant, typed: new Date(instant) } : same(`${name} é&?`);
    case "integer":
      return same(7);
    case "number":
      return same(1.5);
    case "boolean":
      return same(true);
    case "array":
      return listSample(sample(schema.items ?? {}, document, name));
    default:
      return mapSample(schema, document);
  }
}

const listSample = ({ wire, typed }: Sample): Sample => ({ wire: [wire, wire], typed: [typed, typed] });

function mapSample(schema: Schema, document: Document): Sample {
  if (typeof schema.additionalProperties !== "object") return same(free);
  const { wire, typed } = sample(schema.additionalProperties, document, "value");
  return { wire: { some_key: wire, SomeKey: wire }, typed: { some_key: typed, SomeKey: typed } };
}
