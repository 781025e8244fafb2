import { camelCase, capitalised } from "../emit/names.ts";
import { type Document, isObject, type Schema, schemaReference } from "./document.ts";

interface Variants {
  readonly by: string;
  readonly mapping: Record<string, string>;
}

/**
 * Turns a schema with a member marked `x-variants` into a union discriminated by the sibling `by`: one schema for each value,
 * named after the schema and the value, with all other members. What the document adds to the schema later is in every variant.
 */
export function expandVariants(document: Document): Document {
  const { schemas } = document.components;
  for (const [name, schema] of Object.entries(schemas)) {
    for (const [member, { "x-variants": mark }] of Object.entries(schema.properties ?? {})) {
      if (isObject(mark)) expand(schemas, { name, schema, member }, mark as unknown as Variants);
    }
  }
  return document;
}

interface Subject {
  readonly name: string;
  readonly schema: Schema;
  readonly member: string;
}

function expand(schemas: Record<string, Schema>, { name, schema, member }: Subject, { by, mapping }: Variants): void {
  const variants = Object.entries(mapping).map(([value, $ref]) => {
    const variant = `${name}${capitalised(camelCase(value))}`;
    schemas[variant] = {
      ...schema,
      properties: { ...schema.properties, [by]: { type: "string", enum: [value] }, [member]: { $ref } },
    };
    return [value, schemaReference(variant)] as const;
  });
  schemas[name] = {
    oneOf: variants.map(([, $ref]) => ({ $ref })),
    discriminator: { propertyName: by, mapping: Object.fromEntries(variants) },
    ...(schema.description === undefined ? {} : { description: schema.description }),
  };
}
