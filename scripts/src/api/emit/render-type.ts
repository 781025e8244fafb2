import { type Schema, schemaName } from "../openapi/document.ts";
import { camelCase, docComment, memberName, quoted } from "./names.ts";

/** How types are spelled: as TypeScript users see them, or as they are on the wire. */
export interface Spelling {
  /** A member's name. */
  readonly member: (wireName: string) => string;
  readonly date: "Date" | "string";
  /** May members be given as `null` and `undefined`? */
  readonly nulls: boolean;
  /** Members that are filled in when absent. */
  readonly filled?: ((schema: Schema) => boolean) | undefined;
}

/** What a response looks like: `null` has become absent. */
export const responseSpelling: Spelling = { member: camelCase, date: "Date", nulls: false };
/** What a request may look like. */
export const requestSpelling: Spelling = { member: camelCase, date: "Date", nulls: true };
/** What is on the wire. */
export const wireSpelling: Spelling = { member: (name) => name, date: "string", nulls: true };

/** The declaration of a schema as an interface or a type. */
export function renderDeclaration(name: string, schema: Schema, spelling: Spelling, comment?: string): string {
  const head = docComment(schema.description ?? comment);
  if (schema.properties === undefined) return `${head}export type ${name} = ${renderType(schema, spelling)};\n`;
  const required = new Set(schema.required);
  const members = Object.entries(schema.properties).map(([wire, member]) =>
    renderMember(wire, member, spelling, required.has(wire)),
  );
  return `${head}export interface ${name} {\n${members.join("")}}\n`;
}

function renderMember(wire: string, schema: Schema, spelling: Spelling, required: boolean): string {
  const needed = required && spelling.filled?.(schema) !== true;
  const type = renderType(schema, spelling);
  const extra = !spelling.nulls ? "" : (schema.nullable === true ? " | null" : "") + (needed ? "" : " | undefined");
  return `${docComment(memberDoc(schema), "  ")}  ${memberName(spelling.member(wire))}${needed ? "" : "?"}: ${type}${extra};\n`;
}

function memberDoc(schema: Schema): string {
  const text = schema.description ?? "";
  if (schema.deprecated !== true) return text;
  return text === "" ? "@deprecated The service marks it so." : `${text}\n@deprecated The service marks it so.`;
}

/** The type of a schema as an expression. */
export function renderType(schema: Schema, spelling: Spelling): string {
  const reference = schemaName(schema.$ref);
  if (reference !== undefined) return reference;
  if (schema.enum !== undefined) return schema.enum.map(renderValue).join(" | ");
  const parts = schema.oneOf ?? schema.anyOf;
  if (parts !== undefined) return parts.map((part) => renderType(part, spelling)).join(" | ");
  if (schema.allOf !== undefined) return schema.allOf.map((part) => renderType(part, spelling)).join(" & ");
  return renderPlain(schema, spelling);
}

const renderValue = (value: unknown): string => (typeof value === "string" ? quoted(value) : JSON.stringify(value));

function renderPlain(schema: Schema, spelling: Spelling): string {
  switch (schema.type) {
    case "string":
      return schema.format === "date-time" ? spelling.date : "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "array":
      return renderArray(renderType(schema.items ?? {}, spelling));
    case "object":
      return renderMap(schema, spelling);
    default:
      return schema.properties === undefined ? "unknown" : renderMap(schema, spelling);
  }
}

const renderArray = (item: string): string => (/[|&]/.test(item) ? `(${item})[]` : `${item}[]`);

function renderMap(schema: Schema, spelling: Spelling): string {
  const value = schema.additionalProperties;
  return `Record<string, ${typeof value === "object" ? renderType(value, spelling) : "unknown"}>`;
}
