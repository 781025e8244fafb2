import { findProblems } from "./check-document.ts";
import { type Content, type Document, DocumentError, isObject, type Operation, type Parameter } from "./document.ts";
import { normaliseSchema, sortedMap } from "./normalise-schema.ts";
import { resolve } from "./references.ts";

const methods = ["get", "put", "post", "delete", "patch"];

type Json = Record<string, unknown>;

/**
 * Reduces an OpenAPI 3.x document to the facts of its shape: no prose, no examples, no vendor extensions, sorted.
 * @throws DocumentError when the document cannot be used.
 */
export function normalise(source: unknown): Document {
  const problems = findProblems(source);
  if (problems.length > 0 || !isObject(source)) throw new DocumentError(problems);
  const components = asObject(source.components);
  return {
    openapi: "3.0.0",
    info: normaliseInfo(asObject(source.info)),
    servers: asArray(source.servers).map((server) => ({ url: String(server.url) })),
    security: asArray(source.security) as Record<string, string[]>[],
    paths: withOperations(sortedMap(asObject(source.paths), (item) => normalisePath(asObject(item), source))),
    components: {
      schemas: sortedMap(asObject(components.schemas), normaliseSchema),
      responses: sortedMap(asObject(components.responses), (response) => normaliseContent(response, source)),
      securitySchemes: sortedMap(asObject(components.securitySchemes), withoutProse),
    },
  };
}

const asObject = (value: unknown): Json => (isObject(value) ? value : {});
const asArray = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

const withOperations = (paths: Document["paths"]): Document["paths"] =>
  Object.fromEntries(Object.entries(paths).filter(([, item]) => Object.keys(item).length > 0));

function normaliseInfo(info: Json): Document["info"] {
  const version = info["x-rules-engine-schema-version"];
  return {
    title: String(info.title ?? "api"),
    version: String(info.version ?? "0"),
    ...(typeof version === "string" ? { "x-rules-engine-schema-version": version } : {}),
  };
}

function withoutProse(scheme: unknown): Json {
  const { description: _, ...facts } = asObject(scheme);
  return Object.fromEntries(
    Object.entries(facts)
      .filter(([name]) => !name.startsWith("x-"))
      .sort(),
  );
}

function normalisePath(item: Json, source: Json): Record<string, Operation> {
  const shared = asArray(item.parameters);
  const operations = methods.filter((method) => isObject(item[method])).sort();
  return Object.fromEntries(
    operations.map((method) => [method, normaliseOperation(asObject(item[method]), shared, source)]),
  );
}

function normaliseOperation(operation: Json, shared: Json[], source: Json): Operation {
  const parameters = mergeParameters(shared, asArray(operation.parameters), source);
  return {
    operationId: String(operation.operationId),
    tags: (operation.tags as string[]).slice(0, 1),
    ...(operation.deprecated === true ? { deprecated: true } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(operation.requestBody === undefined ? {} : { requestBody: normaliseContent(operation.requestBody, source) }),
    responses: sortedMap(
      asObject(operation.responses),
      (response) => keepStandardReference(asObject(response)) ?? normaliseContent(response, source),
    ),
  };
}

const keepStandardReference = (response: Json): Content | undefined =>
  typeof response.$ref === "string" ? { $ref: response.$ref } : undefined;

/** Those of the operation win over those of its path; optional headers and cookies are not ours to send. */
function mergeParameters(shared: Json[], own: Json[], source: Json): Parameter[] {
  const byName = new Map<string, Parameter>();
  for (const given of [...shared, ...own]) {
    const parameter = resolve(given, source);
    if (parameter.in !== "path" && parameter.in !== "query") continue;
    const name = String(parameter.name);
    byName.set(`${parameter.in} ${name}`, {
      in: parameter.in,
      name,
      ...(parameter.required === true ? { required: true } : {}),
      schema: normaliseSchema(parameter.schema),
    });
  }
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, parameter]) => parameter);
}

function normaliseContent(given: unknown, source: Json): Content {
  const content = resolve(asObject(given), source);
  return {
    ...(content.required === true ? { required: true } : {}),
    ...(isObject(content.content)
      ? {
          content: sortedMap(content.content, (media) => {
            const schema = asObject(media).schema;
            return schema === undefined ? {} : { schema: normaliseSchema(schema) };
          }),
        }
      : {}),
  };
}
