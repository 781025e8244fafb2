import type { Document, Schema } from "../openapi/document.ts";
import { reachedSchemas } from "../openapi/upstream.ts";
import { type Method, onlyValue, querySchema } from "./api.ts";
import { banner, capitalised } from "./names.ts";
import { renderDeclaration, requestSpelling, responseSpelling, type Spelling } from "./render-type.ts";
import { usageNotes } from "./usage-notes.ts";

/** Every schema as an exported type of its name, and the request and params of every operation with a query. */
export function emitModels(document: Document, methods: readonly Method[]): string {
  const notes = usageNotes(document, methods);
  const inRequests = requestSchemas(document, methods);
  const request: Spelling = { ...requestSpelling, filled: (schema) => onlyValue(schema, document) !== undefined };
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => {
    const spelling = !inRequests.has(name)
      ? responseSpelling
      : isUnionMember(name, document)
        ? requestSpelling
        : request;
    return renderDeclaration(name, schema, spelling, notes.get(name));
  });
  const queries = methods
    .filter((method) => method.query.length > 0)
    .flatMap((method) => {
      const query = querySchema(method);
      const name = `\`${method.resource}.${method.name}\``;
      return [
        renderDeclaration(requestName(method, document), acceptingOne(query), requestSpelling, `The query of ${name}.`),
        renderDeclaration(
          paramsName(method, document),
          { ...query, required: [] },
          responseSpelling,
          `The query of ${name} as the service understood it.`,
        ),
      ];
    });
  return `${banner}${[...schemas, ...queries].join("\n")}`;
}

/** Schemas that a caller may have to write. */
function requestSchemas(document: Document, methods: readonly Method[]): Set<string> {
  const bodies = methods.map((method) => method.source.requestBody);
  return reachedSchemas([...bodies, ...methods.map((method) => method.query)], document);
}

/** In a union the one value of the discriminator says which member it is: it cannot be left out. */
function isUnionMember(name: string, document: Document): boolean {
  return Object.values(document.components.schemas).some((schema) =>
    schema.oneOf?.some(({ $ref }) => $ref?.endsWith(`/${name}`)),
  );
}

/** A list in a query may be given as one value. */
function acceptingOne(query: Schema): Schema {
  const members = Object.entries(query.properties ?? {}).map(([name, schema]) => {
    if (schema.type !== "array" || schema.items === undefined) return [name, schema] as const;
    const { description, items } = schema;
    return [name, { oneOf: [items, schema], ...(description === undefined ? {} : { description }) }] as const;
  });
  return { ...query, properties: Object.fromEntries(members) };
}

/** The name of the type of a method's query. */
export const requestName = (method: Method, document: Document): string => freeName(method, "Request", document);
/** The name of the type of the query as the service understood it. */
export const paramsName = (method: Method, document: Document): string => freeName(method, "Params", document);

function freeName(method: Method, suffix: string, document: Document): string {
  const name = capitalised(method.name) + suffix;
  return Object.hasOwn(document.components.schemas, name) ? `${capitalised(method.resource)}${name}` : name;
}
