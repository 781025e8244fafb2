import { camelCase, capitalised } from "../emit/names.ts";
import { type Document, operationsOf, type Schema, schemaReference } from "./document.ts";

/** Gives every inline object with members a name, made of where it is: people then meet it as an interface of its own. */
export function hoist(document: Document): Document {
  const schemas = document.components.schemas;
  const place = (schema: Schema, name: string): Schema => {
    if (schema.items !== undefined) return { ...schema, items: place(schema.items, `${name}Item`) };
    if (typeof schema.additionalProperties === "object" && schema.properties === undefined)
      return { ...schema, additionalProperties: place(schema.additionalProperties, `${name}Value`) };
    if (schema.properties === undefined) return schema;
    const { nullable, ...named } = schema;
    const free = freeName(name, schemas);
    schemas[free] = named;
    hoistMembers(free, named, place);
    return { $ref: schemaReference(free), ...(nullable === true ? { nullable } : {}) };
  };
  for (const [name, schema] of Object.entries(schemas)) hoistMembers(name, schema, place);
  for (const { operation } of operationsOf(document)) {
    const name = capitalised(operation.operationId);
    const body = operation.requestBody?.content?.["application/json"];
    if (body?.schema !== undefined) body.schema = place(body.schema, `${name}RequestBody`);
    for (const response of Object.values(operation.responses)) {
      const members = response.content?.["application/json"]?.schema?.properties;
      if (members?.data !== undefined) members.data = place(members.data, `${name}Data`);
    }
  }
  return document;
}

function hoistMembers(owner: string, schema: Schema, place: (schema: Schema, name: string) => Schema): void {
  for (const [member, value] of Object.entries(schema.properties ?? {}))
    if (schema.properties !== undefined)
      schema.properties[member] = place(value, owner + capitalised(camelCase(member)));
}

function freeName(name: string, taken: Record<string, Schema>): string {
  let free = name;
  for (let n = 2; Object.hasOwn(taken, free); n++) free = `${name}${n}`;
  return free;
}
