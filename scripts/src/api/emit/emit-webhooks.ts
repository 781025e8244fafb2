import { type Document, isObject, schemaReference } from "../openapi/document.ts";
import { reachedSchemas } from "../openapi/upstream.ts";
import type { Method } from "./api.ts";
import { BodyTable } from "./body-table.ts";
import { banner, docComment, quoted } from "./names.ts";
import { renderDeclaration, responseSpelling } from "./render-type.ts";
import { usageNotes } from "./usage-notes.ts";

/** The schema that lists the types of webhook events; an overlay adds the schemas of their bodies. */
const typesSchema = "WebhookRequestType";

/** Event types with the schema of their body, or `undefined` where the body may be anything. */
function eventTypes(document: Document): [string, string | undefined][] {
  const schema = document.components.schemas[typesSchema];
  const bodies = isObject(schema?.["x-bodies"]) ? schema["x-bodies"] : {};
  const types = new Set([...(schema?.enum ?? []), ...Object.keys(bodies)].map(String));
  // The table separates types by spaces and semicolons; one that has such characters stays unknown to it.
  const plain = [...types].filter((type) => /^[\w.-]+$/.test(type));
  return plain.sort().map((type) => [type, typeof bodies[type] === "string" ? bodies[type] : undefined]);
}

/** The types of webhook bodies, as people see them once decoded. */
export function emitWebhookBodies(document: Document, methods: readonly Method[]): string {
  const notes = usageNotes(document, methods);
  const types = eventTypes(document);
  const used = reachedSchemas(
    types.map(([, name]) => ({ $ref: name === undefined ? "" : schemaReference(name) })),
    document,
  );
  const declarations = Object.entries(document.components.schemas)
    .filter(([name]) => used.has(name))
    .map(([name, schema]) => renderDeclaration(name, schema, responseSpelling, notes.get(name)));
  const members = types.map(([type, name]) => `  ${quoted(type)}: ${name ?? "unknown"};\n`);
  const map = `${docComment("The body of a webhook delivery, by the type of its event.")}export interface WebhookBodies {\n${members.join("")}}\n`;
  return `${banner}${[map, ...declarations].join("\n")}`;
}

const tableHead = `/*
 * What decoding must know of webhook bodies. A known member of an object with a shape is spelled in camelCase, whatever its
 * spelling on the wire; a shape lists only the members whose values are converted too, by their name in camelCase:
 *
 *   bodyShapes = shape *( ";" shape )      shapes are found by their position in base 36
 *   shape      = [ member *( "," member ) ]
 *   member     = name "@"                  a date-time, or a list of them
 *              / name ":" position         an object of a shape, or a list of them
 *              / name "*:" position        a map with people's own names, of objects of a shape
 *   memberNames = name *( " " name )       known names that no shape lists and that the wire spells in another way
 *   eventTypes = group *( ";" group )
 *   group      = [ position ] *( " " type )     event types whose body has the shape; without a position: any body
 *
 * A value that is not listed is left as it is: maps such as traits keep their names. So is a name that is not known.
 */
`;

/** The table of webhook bodies, small enough for a package of a few kilobytes. */
export function emitWebhookTables(document: Document): string {
  const table = new BodyTable(document);
  const groups = new Map<string, string[]>();
  for (const [type, name] of eventTypes(document)) {
    const position = name === undefined ? "" : table.position(name);
    groups.set(position, [...(groups.get(position) ?? []), type]);
  }
  const lines = [...groups].map(([position, types]) => `${position} ${types.join(" ")}`);
  const tables = {
    eventTypes: join(lines, ";"),
    bodyShapes: join(table.shapes, ";"),
    memberNames: join(table.names, " "),
  };
  const constants = Object.entries(tables).map(([name, text]) => `export const ${name} =\n  ${text};\n`);
  return `${banner}${tableHead}${constants.join("\n")}`;
}

const join = (parts: readonly string[], separator: string): string =>
  (parts.length === 0 ? [""] : parts)
    .map((part, index) => quoted(part + (index < parts.length - 1 ? separator : "")))
    .join(" +\n  ");
