import type { Document } from "../openapi/document.ts";
import { reachedSchemas } from "../openapi/upstream.ts";
import type { Method } from "./api.ts";

const shown = 4;

/** Says of each schema where it is met, for those that no overlay documents. */
export function usageNotes(document: Document, methods: readonly Method[]): Map<string, string> {
  const notes = new Map<string, string>();
  for (const [name, users] of partsOf(document)) notes.set(name, `Part of ${list(users)}.`);
  for (const [name, users] of groupBy(methods, (method) => method.data))
    notes.set(name, `What ${list(users)} ${users.length > 1 ? "answer" : "answers"}.`);
  for (const [name, users] of groupBy(methods, (method) => method.body))
    notes.set(name, `The request of ${list(users)}.`);
  for (const name of Object.keys(document.components.schemas))
    if (!notes.has(name))
      notes.set(name, "Not part of any operation: datastream frames and webhook deliveries carry such types.");
  return notes;
}

function partsOf(document: Document): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const [owner, schema] of Object.entries(document.components.schemas)) {
    for (const part of directParts(schema, document)) users.set(part, [...(users.get(part) ?? []), owner]);
  }
  return users;
}

/** The schemas that one mentions itself. */
function directParts(schema: unknown, document: Document): Set<string> {
  return reachedSchemas([schema], { ...document, components: { ...document.components, schemas: {} } });
}

function groupBy(methods: readonly Method[], key: (method: Method) => string | undefined): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const method of methods) {
    const name = key(method);
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), `${method.resource}.${method.name}`]);
  }
  return groups;
}

function list(names: readonly string[]): string {
  const first = names.slice(0, shown).map((name) => `\`${name}\``);
  const more = names.length - first.length;
  return first.join(", ") + (more > 0 ? ` and ${more} more` : "");
}
