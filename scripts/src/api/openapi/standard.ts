import { type Document, isObject, type Schema, schemaName } from "./document.ts";

/** The document in the form that other tools read: plain OpenAPI 3.0, with what normalising left out as noise. */
export function toStandard(document: Document): Document {
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    if (!isObject(value)) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, convert(member)]));
    return isNullableReference(copy) ? writeOut(copy, document) : copy;
  };
  const standard = convert(document) as Document;
  for (const item of Object.values(standard.paths))
    for (const operation of Object.values(item))
      for (const response of Object.values(operation.responses))
        if (response.$ref === undefined) response.description ??= "";
  for (const response of Object.values(standard.components.responses)) response.description ??= "";
  return standard;
}

const isNullableReference = (value: Record<string, unknown>): boolean =>
  typeof value.$ref === "string" && Object.keys(value).length > 1;

/** OpenAPI 3.0 ignores what stands beside `$ref`, and `nullable` counts only where there is a `type`. */
function writeOut({ $ref, ...rest }: Record<string, unknown>, document: Document): Schema {
  const target = document.components.schemas[schemaName(String($ref)) ?? ""];
  const type = rest.nullable === true ? (target?.type ?? "object") : undefined;
  return { ...rest, ...(type === undefined ? {} : { type }), allOf: [{ $ref: String($ref) }] };
}
