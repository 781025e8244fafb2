import { type Document, schemaReference } from "../openapi/document.ts";
import { reachedSchemas } from "../openapi/upstream.ts";
import { banner } from "./names.ts";
import { renderDeclaration, wireSpelling } from "./render-type.ts";

/** What the datastream carries. */
const roots = ["RulesengineFlag", "RulesengineCompany", "RulesengineUser"];

/** The rules engine's entities as they are on the wire. */
export function emitWireTypes(document: Document): string {
  const used = reachedSchemas(
    roots.map((name) => ({ $ref: schemaReference(name) })),
    document,
  );
  const declarations = Object.entries(document.components.schemas)
    .filter(([name]) => used.has(name))
    .map(([name, schema]) => renderDeclaration(name, schema, wireSpelling));
  return `${banner}${declarations.join("\n")}`;
}
