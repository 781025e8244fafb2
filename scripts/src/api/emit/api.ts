import {
  type Document,
  type Operation,
  operationsOf,
  type Parameter,
  type Schema,
  schemaName,
} from "../openapi/document.ts";

/** An operation as the emitters need it: a method of a resource. */
export interface Method {
  readonly resource: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly verb: string;
  readonly path: string;
  /** Wire names, in path order. */
  readonly pathParameters: readonly string[];
  readonly query: readonly Parameter[];
  /** The request body's schema. */
  readonly body: string | undefined;
  readonly answer: "json" | "none" | "bytes";
  /** The schema of `data`, or of its items. */
  readonly data: string | undefined;
  readonly list: boolean;
  readonly status: number;
  readonly paged: boolean;
  readonly untilEmpty: boolean;
  readonly adds: boolean;
  readonly source: Operation;
}

/** All methods, sorted by resource and name. */
export function methodsOf(document: Document): Method[] {
  const methods = operationsOf(document).map(({ path, method, operation }) => toMethod(path, method, operation));
  return methods.sort((a, b) => compare(a.resource, b.resource) || compare(a.name, b.name));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Methods by resource. */
export function resourcesOf(methods: readonly Method[]): Map<string, Method[]> {
  const resources = new Map<string, Method[]>();
  for (const method of methods) resources.set(method.resource, [...(resources.get(method.resource) ?? []), method]);
  return resources;
}

function toMethod(path: string, verb: string, operation: Operation): Method {
  const query = (operation.parameters ?? []).filter((parameter) => parameter.in === "query");
  const answer = answerOf(operation);
  const names = new Set(query.map((parameter) => parameter.name));
  return {
    resource: operation.tags[0] ?? "",
    name: operation.operationId,
    aliases: operation["x-aliases"] ?? [],
    verb: verb.toUpperCase(),
    path,
    pathParameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name),
    query,
    body: bodyOf(operation),
    ...answer,
    paged: answer.list && names.has("limit") && names.has("offset"),
    untilEmpty: operation["x-pages"] === "until-empty",
    adds: operation["x-repeat"] === "adds",
    source: operation,
  };
}

function bodyOf(operation: Operation): string | undefined {
  const schema = operation.requestBody?.content?.["application/json"]?.schema;
  return schema === undefined ? undefined : schemaName(schema.$ref);
}

/** What a call resolves to, from the first 2xx response. */
function answerOf(operation: Operation): Pick<Method, "answer" | "data" | "list" | "status"> {
  const found = Object.entries(operation.responses).find(([status]) => /^2\d\d$/.test(status));
  const [status, response] = found ?? ["200", {}];
  const media = Object.entries(response.content ?? {});
  const json = media.find(([type]) => type.includes("json"))?.[1].schema;
  const answer = json !== undefined ? "json" : media.length > 0 ? "bytes" : "none";
  const data = json?.properties?.data;
  return {
    answer,
    data: schemaName(data?.items?.$ref ?? data?.$ref),
    list: data?.type === "array",
    status: Number(status),
  };
}

/** The schema of the query of a method, as an object. */
export function querySchema(method: Method): Schema {
  const required = method.query.filter((parameter) => parameter.required === true).map(({ name }) => name);
  return {
    type: "object",
    properties: Object.fromEntries(
      method.query.map(({ name, schema, description }) => [
        name,
        description === undefined ? schema : { ...schema, description },
      ]),
    ),
    ...(required.length > 0 ? { required } : {}),
  };
}

/** The only value that a member can have, if it has one. */
export function onlyValue(schema: Schema, document: Document): string | undefined {
  const target = document.components.schemas[schemaName(schema.$ref) ?? ""] ?? schema;
  const [value, ...more] = target.enum ?? [];
  return typeof value === "string" && more.length === 0 ? value : undefined;
}
