import { type Document, isObject, schemaReference } from "../openapi/document.ts";
import { reachedSchemas } from "../openapi/upstream.ts";
import type { Method } from "./api.ts";
import { CodecTable } from "./codec-table.ts";
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
  return [...types].sort().map((type) => [type, typeof bodies[type] === "string" ? bodies[type] : undefined]);
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

/** The codec table of webhook bodies; \`shape.ts\` and \`decode.ts\` beside it read it. */
export function emitWebhookTables(document: Document): string {
  const table = new CodecTable(document, []);
  const pairs = eventTypes(document).map(
    ([type, name]) => `  [${quoted(type)}, ${quoted(table.position(name) ?? "")}],\n`,
  );
  return [
    banner,
    "/** Every known type of event, with the position of its body in `shapes`; empty: the body is as it came. */\n",
    `export const bodyPositions: readonly (readonly [type: string, position: string])[] = [\n${pairs.join("")}];\n\n`,
    `export const shapes =\n  ${table
      .toString()
      .split(/(?<=;)/)
      .map(quoted)
      .join(" +\n  ")};\n`,
  ].join("");
}
