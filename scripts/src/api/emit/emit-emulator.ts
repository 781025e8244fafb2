import { type Document, isObject, type Schema, schemaName } from "../openapi/document.ts";
import type { Method } from "./api.ts";
import { banner } from "./names.ts";

type JsonSchema = Record<string, unknown>;

/** Every operation and schema as JSON Schema (draft 2020-12), for a server to route and validate with. */
export function emitEmulator(document: Document, methods: readonly Method[]): string {
  const definitions = Object.fromEntries(
    Object.entries(document.components.schemas).map(([name, schema]) => [name, toJsonSchema(schema)]),
  );
  return [
    banner,
    head,
    `export const operations: readonly Operation[] = [\n`,
    ...methods.map((method) => `  ${JSON.stringify(describe(method))},\n`),
    "];\n\n",
  ]
    .concat(
      definitionHead,
      ...Object.entries(definitions).map(
        ([name, schema]) => `    ${JSON.stringify(name)}: ${JSON.stringify(schema)},\n`,
      ),
      "  },\n};\n",
    )
    .join("");
}

const head = `type JsonSchema = Readonly<Record<string, unknown>>;

/** One operation. References in its schemas lead to \`definitions\`, by \`schematic#/$defs/NAME\`. */
export interface Operation {
  readonly operationId: string;
  readonly resource: string;
  readonly method: string;
  /** With path parameters in braces. Static segments win over parameters. */
  readonly path: string;
  readonly pathParameters: readonly string[];
  /** An object schema: lists are repeated keys, open maps come as JSON, brackets or bare pairs. */
  readonly query: JsonSchema | null;
  readonly body: JsonSchema | null;
  /** The status of success. */
  readonly status: number;
  readonly answer: "json" | "none" | "bytes";
  /** The whole body of the answer, with \`data\` and \`params\`. */
  readonly response: JsonSchema | null;
  /** \`limit\` and \`offset\` apply. */
  readonly paged: boolean;
}

`;

const definitionHead = `/** All schemas: give it to the validator once. \`format\` is \`date-time\` or absent. */
export const definitions: JsonSchema = {
  $id: "schematic",
  $defs: {
`;

function describe(method: Method): JsonSchema {
  const { source, name: operationId, resource, verb, path, pathParameters, status, answer, paged } = method;
  const response = source.responses[String(status)]?.content?.["application/json"]?.schema;
  const body = source.requestBody?.content?.["application/json"]?.schema;
  return {
    operationId,
    resource,
    method: verb,
    path,
    pathParameters,
    query: method.query.length === 0 ? null : queryJsonSchema(method),
    body: body === undefined ? null : toJsonSchema(body),
    status,
    answer,
    response: response === undefined ? null : toJsonSchema(response),
    paged,
  };
}

function queryJsonSchema(method: Method): JsonSchema {
  const required = method.query.filter((parameter) => parameter.required === true).map((parameter) => parameter.name);
  return {
    type: "object",
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(method.query.map(({ name, schema }) => [name, toJsonSchema(schema)])),
  };
}

const kept = new Set([
  "type",
  "enum",
  "pattern",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
  "multipleOf",
  "required",
]);

function toJsonSchema(schema: Schema): JsonSchema {
  const result: JsonSchema = {};
  for (const [keyword, value] of Object.entries(schema)) if (kept.has(keyword)) result[keyword] = value;
  if (schema.format === "date-time") result.format = "date-time";
  if (schema.items !== undefined) result.items = toJsonSchema(schema.items);
  if (schema.properties !== undefined) result.properties = mapValues(schema.properties);
  if (isObject(schema.additionalProperties)) result.additionalProperties = toJsonSchema(schema.additionalProperties);
  if (schema.allOf !== undefined) result.allOf = schema.allOf.map(toJsonSchema);
  const alternatives = schema.anyOf ?? schema.oneOf;
  // Without a discriminator alternatives may overlap, which \`oneOf\` would refuse.
  if (alternatives !== undefined)
    result[schema.discriminator === undefined ? "anyOf" : "oneOf"] = alternatives.map(toJsonSchema);
  return withNull(schema, result);
}

const mapValues = (schemas: Record<string, Schema>): JsonSchema =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, toJsonSchema(schema)]));

function withNull(schema: Schema, result: JsonSchema): JsonSchema {
  const name = schemaName(schema.$ref);
  const own = name === undefined ? result : { $ref: `schematic#/$defs/${name}` };
  if (schema.nullable !== true) return own;
  if (name !== undefined || typeof schema.type !== "string") return { anyOf: [own, { type: "null" }] };
  return {
    ...own,
    type: [schema.type, "null"],
    ...(schema.enum === undefined ? {} : { enum: [...schema.enum, null] }),
  };
}
