import { type Document, isObject, operationsOf, type Schema, schemaName } from "./document.ts";
import { sortedMap } from "./normalise-schema.ts";

/** The files of `openapi/upstream`: what belongs to no single resource is in those that start with `_`. */
const headFile = "_document.json";
const sharedFile = "_shared.json";
const unreachedFile = "_unreached.json";

type Part = Partial<Document>;

/** Cuts a document into files: one for each resource, with the schemas that only it uses. */
export function splitUpstream(document: Document): Record<string, unknown> {
  const { paths: _, components, ...head } = document;
  const { schemas, ...otherComponents } = components;
  const parts: Record<string, { paths: Document["paths"]; schemas: Record<string, Schema> }> = {};
  for (const { path, method, operation } of operationsOf(document)) {
    const file = `${operation.tags[0]}.json`;
    const part = parts[file] ?? { paths: {}, schemas: {} };
    part.paths[path] = { ...part.paths[path], [method]: operation };
    parts[file] = part;
  }
  const homes = schemaHomes(document);
  const shared: Record<string, Schema> = {};
  const unreached: Record<string, Schema> = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const [home, ...more] = homes.get(name) ?? [];
    const target = home === undefined ? unreached : more.length > 0 ? shared : parts[`${home}.json`]?.schemas;
    if (target !== undefined) target[name] = schema;
  }
  return {
    [headFile]: { ...head, components: otherComponents },
    [sharedFile]: { components: { schemas: shared } },
    [unreachedFile]: { components: { schemas: unreached } },
    ...sortedMap(parts, (part) => {
      const { paths, schemas: own } = part as { paths: unknown; schemas: unknown };
      return { paths, components: { schemas: own } };
    }),
  };
}

/** Puts the files together again, sorted as `normalise` sorts. */
export function joinUpstream(parts: Record<string, unknown>): Document {
  const paths: Document["paths"] = {};
  const schemas: Record<string, Schema> = {};
  for (const part of Object.values(parts) as Part[]) {
    for (const [path, item] of Object.entries(part.paths ?? {})) paths[path] = { ...paths[path], ...item };
    Object.assign(schemas, part.components?.schemas);
  }
  const head = parts[headFile] as Document;
  return {
    ...head,
    paths: sortedMap(paths, (item) =>
      sortedMap(item as Record<string, unknown>, (operation) => operation),
    ) as Document["paths"],
    components: { ...head.components, schemas: sortedMap(schemas, (schema) => schema as Schema) },
  };
}

/** Which resources reach each schema, through whatever else. */
function schemaHomes(document: Document): Map<string, Set<string>> {
  const homes = new Map<string, Set<string>>();
  for (const { operation } of operationsOf(document)) {
    for (const name of reachedSchemas([operation], document)) {
      const found = homes.get(name) ?? new Set();
      homes.set(name, found.add(operation.tags[0] ?? ""));
    }
  }
  return homes;
}

/** The names of all schemas that some values refer to, directly or through other schemas. */
export function reachedSchemas(from: readonly unknown[], document: Document): Set<string> {
  const reached = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isObject(value)) return;
    const reference = value.$ref;
    const name = typeof reference === "string" ? schemaName(reference) : undefined;
    if (name !== undefined && !reached.has(name)) {
      reached.add(name);
      visit(document.components.schemas[name]);
    }
    Object.values(value).forEach(visit);
  };
  from.forEach(visit);
  return reached;
}
