import { DocumentError, isObject, type Schema } from "./document.ts";

/** Keywords that are facts about shape. Prose, examples and vendor extensions are not. */
const scalarKeywords = [
  "$ref",
  "type",
  "format",
  "nullable",
  "deprecated",
  "enum",
  "pattern",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
];

/**
 * Reduces a schema of OpenAPI 3.0, 3.1 or 3.2 to its facts, sorted, in the notation of 3.0.
 * @throws DocumentError for keywords of another kind than they have.
 */
export function normaliseSchema(source: unknown): Schema {
  if (!isObject(source)) return {};
  if (source.$ref !== undefined && typeof source.$ref !== "string") throw misplaced("$ref", source.$ref);
  if (source.enum !== undefined && !Array.isArray(source.enum)) throw misplaced("enum", source.enum);
  const schema: Schema = { ...scalars(source), ...children(source) };
  return collapse(withoutNull(schema));
}

const misplaced = (keyword: string, value: unknown): DocumentError =>
  new DocumentError([`A schema's ${JSON.stringify(keyword)} cannot be ${JSON.stringify(value)}.`]);

function scalars(source: Record<string, unknown>): Schema {
  const schema: Schema = {};
  for (const keyword of scalarKeywords) if (source[keyword] !== undefined) schema[keyword] = source[keyword];
  if (source.const !== undefined) schema.enum = [source.const];
  if (schema.enum !== undefined) schema.enum = [...schema.enum].sort();
  if (schema.deprecated === false) delete schema.deprecated;
  if (schema.nullable === false) delete schema.nullable;
  if (Array.isArray(source.required) && source.required.length > 0)
    schema.required = [...(source.required as string[])].sort();
  return schema;
}

function children(source: Record<string, unknown>): Schema {
  const schema: Schema = {};
  if (source.items !== undefined) schema.items = normaliseSchema(source.items);
  if (isObject(source.properties)) schema.properties = sortedMap(source.properties, normaliseSchema);
  const rest = source.additionalProperties;
  if (typeof rest === "boolean") schema.additionalProperties = rest;
  else if (isObject(rest)) schema.additionalProperties = Object.keys(rest).length === 0 ? true : normaliseSchema(rest);
  for (const keyword of ["allOf", "anyOf", "oneOf"] as const) {
    const members = source[keyword];
    if (Array.isArray(members) && members.length > 0) schema[keyword] = members.map(normaliseSchema);
  }
  if (isObject(source.discriminator)) schema.discriminator = normaliseDiscriminator(source.discriminator);
  return schema;
}

function normaliseDiscriminator(source: Record<string, unknown>): NonNullable<Schema["discriminator"]> {
  const propertyName = String(source.propertyName);
  if (!isObject(source.mapping)) return { propertyName };
  return { propertyName, mapping: sortedMap(source.mapping, String) };
}

/** OpenAPI 3.1 writes "or null" as one more type; 3.0 as `nullable`. */
function withoutNull(schema: Schema): Schema {
  if (Array.isArray(schema.type)) {
    const types = (schema.type as string[]).filter((type) => type !== "null");
    if (types.length < schema.type.length) schema.nullable = true;
    if (types.length === 1 && types[0] !== undefined) schema.type = types[0];
    else delete schema.type;
  }
  for (const keyword of ["anyOf", "oneOf"] as const) {
    const kept = schema[keyword]?.filter((member) => member.type !== "null");
    if (kept === undefined || kept.length === schema[keyword]?.length) continue;
    schema.nullable = true;
    if (kept.length === 1) {
      delete schema[keyword];
      schema.allOf = kept;
    } else schema[keyword] = kept;
  }
  return schema;
}

/**
 * A single reference in `allOf` only attaches `nullable` or `deprecated`: we write them beside `$ref`.
 * (`nullable` without `type` is what strict validators refuse; `standard` writes both out again.)
 */
function collapse(schema: Schema): Schema {
  const [only, ...more] = schema.allOf ?? [];
  if (only === undefined || more.length > 0 || only.$ref === undefined || schema.properties !== undefined)
    return schema;
  const { allOf: _, type: __, ...rest } = schema;
  return { ...rest, ...only };
}

/** A copy with sorted keys and converted values. */
export function sortedMap<V>(source: Record<string, unknown>, convert: (value: unknown) => V): Record<string, V> {
  const names = Object.keys(source).sort();
  return Object.fromEntries(names.map((name) => [name, convert(source[name])]));
}
