/** The part of an OpenAPI 3.0 schema that we keep: facts about shape, and documentation that our overlays add. */
export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  nullable?: boolean;
  deprecated?: boolean;
  description?: string;
  enum?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  discriminator?: { propertyName: string; mapping?: Record<string, string> };
  [keyword: string]: unknown;
}

/** A parameter in the path or in the query. */
export interface Parameter {
  in: "path" | "query";
  name: string;
  required?: boolean;
  description?: string;
  schema: Schema;
}

/** A body of some media types. */
export interface Content {
  $ref?: string;
  description?: string;
  required?: boolean;
  content?: Record<string, { schema?: Schema }>;
}

/** One operation. The `x-` members are ours, set by overlays. */
export interface Operation {
  operationId: string;
  tags: string[];
  summary?: string;
  description?: string;
  deprecated?: boolean;
  parameters?: Parameter[];
  requestBody?: Content;
  responses: Record<string, Content>;
  "x-repeat"?: "adds";
  "x-aliases"?: string[];
  "x-pages"?: "until-empty";
}

/** An OpenAPI document in our normalised form: see `openapi/README.md`. */
export interface Document {
  openapi: string;
  info: { title: string; version: string; "x-rules-engine-schema-version"?: string };
  servers?: { url: string }[];
  security?: Record<string, string[]>[];
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    responses: Record<string, Content>;
    securitySchemes: Record<string, unknown>;
  };
}

/** Thrown for a document that cannot be used; the message lists everything that is wrong with it. */
export class DocumentError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "DocumentError";
    this.problems = problems;
  }
}

/** Is this a JSON object? */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const schemaPrefix = "#/components/schemas/";

/** The schema's name in a reference, or `undefined` if the reference leads elsewhere. */
export function schemaName(reference: string | undefined): string | undefined {
  return reference?.startsWith(schemaPrefix) ? reference.slice(schemaPrefix.length) : undefined;
}

/** A reference to a schema by its name. */
export const schemaReference = (name: string): string => schemaPrefix + name;

/** Every operation with its path and method, in the document's order. */
export function operationsOf(document: Document): { path: string; method: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
}
