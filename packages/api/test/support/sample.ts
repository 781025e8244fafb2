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

/** Which members a sample has: every one, the required ones, or every one with `null` where the schema allows it. */
export type Fill = "full" | "required" | "null";

interface Context {
  readonly document: Document;
  readonly fill: Fill;
}

/** A value of a schema. */
export function sample(schema: Schema, context: Context, name = "value"): Sample {
  const { document, fill } = context;
  if (fill === "null" && schema.nullable === true) return { wire: null, typed: null };
  const target = document.components.schemas[schemaName(schema.$ref) ?? ""];
  if (target !== undefined) return sample(target, context, name);
  const only = onlyValue(schema, document);
  if (only !== undefined) return same(only);
  if (schema.enum !== undefined) return same(schema.enum.at(-1));
  const [alternative] = schema.oneOf ?? schema.anyOf ?? [];
  if (alternative !== undefined) return sample(alternative, context, name);
  if (schema.properties !== undefined) return objectSample(schema, schema.properties, context);
  return plainSample(schema, context, name);
}

const same = (value: unknown): Sample => ({ wire: value, typed: value });

function objectSample(schema: Schema, properties: Record<string, Schema>, context: Context): Sample {
  const members = Object.entries(properties)
    .filter(([name]) => context.fill !== "required" || schema.required?.includes(name))
    .map(([name, member]) => [name, sample(member, context, name)] as const);
  return {
    wire: Object.fromEntries(members.map(([name, value]) => [name, value.wire])),
    typed: Object.fromEntries(members.map(([name, value]) => [camel(name), value.typed])),
  };
}

function plainSample(schema: Schema, context: Context, name: string): Sample {
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
      return listSample(sample(schema.items ?? {}, context, name));
    default:
      return mapSample(schema, context);
  }
}

const listSample = ({ wire, typed }: Sample): Sample => ({ wire: [wire, wire], typed: [typed, typed] });

function mapSample(schema: Schema, context: Context): Sample {
  if (typeof schema.additionalProperties !== "object") return same(free);
  const { wire, typed } = sample(schema.additionalProperties, context, "value");
  return { wire: { some_key: wire, SomeKey: wire }, typed: { some_key: typed, SomeKey: typed } };
}
