import { describe, expect, it } from "@jest/globals";
import { DocumentError, operationsOf } from "../../../src/api/openapi/document.ts";
import { normalise } from "../../../src/api/openapi/normalise.ts";
import { normaliseSchema } from "../../../src/api/openapi/normalise-schema.ts";
import { toStandard } from "../../../src/api/openapi/standard.ts";
import { joinUpstream, splitUpstream } from "../../../src/api/openapi/upstream.ts";
import { smallDocument } from "../support/small-document.ts";

describe("normalise", () => {
  const document = normalise(smallDocument());

  it("keeps no prose, no example and no extension but the rules engine's schema version", () => {
    expect(JSON.stringify(document)).not.toMatch(/Prose|Envelope|pet_1"|How many|A property that is called so/);
    expect(document.info).toEqual({ title: "small", version: "1", "x-rules-engine-schema-version": "v1" });
  });

  it("keeps a property that is called description", () => {
    expect(document.components.schemas.Pet?.properties?.description).toEqual({ type: "string" });
  });

  it("writes a reference with nullable beside it instead of an allOf of one", () => {
    expect(document.components.schemas.Pet?.properties?.owner).toEqual({
      nullable: true,
      $ref: "#/components/schemas/Owner",
    });
  });

  it("puts the parameters of a path into its operations", () => {
    expect(document.paths["/pets/{pet_id}"]?.get?.parameters).toEqual([
      { in: "path", name: "pet_id", required: true, schema: { type: "string" } },
    ]);
  });

  it("sorts, so that the same shape is the same text", () => {
    const source = smallDocument();
    const reversed = { ...source, paths: Object.fromEntries(Object.entries(source.paths).reverse()) };
    expect(JSON.stringify(normalise(reversed))).toBe(JSON.stringify(document));
    expect(document.components.schemas.Kind?.enum).toEqual(["cat", "dog"]);
  });

  it("is the same again after a round through its files and through plain OpenAPI", () => {
    expect(joinUpstream(splitUpstream(document))).toEqual(document);
    expect(normalise(toStandard(document))).toEqual(document);
  });

  it("splits by resource, with what several resources share and what none reaches apart", () => {
    const parts = splitUpstream(document) as Record<string, { components: { schemas: object } }>;
    expect(Object.keys(parts)).toEqual([
      "_document.json",
      "_shared.json",
      "_unreached.json",
      "owners.json",
      "pets.json",
    ]);
    expect(Object.keys(parts["_shared.json"]?.components.schemas ?? {})).toEqual(["Owner"]);
    expect(Object.keys(parts["_unreached.json"]?.components.schemas ?? {})).toEqual(["ApiError", "Unreached"]);
    expect(Object.keys(parts["pets.json"]?.components.schemas ?? {})).toEqual(["CreatePetRequestBody", "Kind", "Pet"]);
  });

  it.each([{ $ref: null }, { $ref: { type: "string" } }, { enum: { type: "string" } }])(
    "refuses the schema %j, and says so",
    (schema) => {
      expect(() => normaliseSchema({ type: "object", properties: { a: schema } })).toThrow(DocumentError);
      expect(() => normaliseSchema(schema)).toThrow(/^A schema's "(\$ref|enum)" cannot be /);
    },
  );

  it("leaves out a list of no alternatives", () => {
    expect(normaliseSchema({ nullable: true, allOf: [], oneOf: [], anyOf: [] })).toEqual({ nullable: true });
  });

  it("reads a header parameter that may be left out as none, and refuses one that may not", () => {
    const withHeader = (required: boolean) => {
      const source = smallDocument();
      const header = { in: "header", name: "X-Trace", required, schema: { type: "string" } };
      source.paths["/pets"].get.parameters.push(header as never);
      return normalise(source);
    };
    expect(operationsOf(withHeader(false)).length).toBe(4);
    expect(() => withHeader(true)).toThrow(DocumentError);
    expect(() => withHeader(true)).toThrow('required header parameter "X-Trace"');
  });

  it("says everything that is wrong at once", () => {
    const source = smallDocument();
    source.paths["/pets"].get.operationId = "getPet";
    source.paths["/pets"].post.tags = [];
    expect(() => normalise(source)).toThrow(/has no tag.*Duplicate operationId/s);
  });
});

describe("schemas of OpenAPI 3.1", () => {
  it.each([
    [{ type: ["string", "null"] }, { type: "string", nullable: true }],
    [
      { anyOf: [{ $ref: "#/components/schemas/A" }, { type: "null" }] },
      { $ref: "#/components/schemas/A", nullable: true },
    ],
    [
      { oneOf: [{ type: "string" }, { type: "integer" }, { type: "null" }] },
      { oneOf: [{ type: "string" }, { type: "integer" }], nullable: true },
    ],
    [{ const: "only" }, { enum: ["only"] }],
    [
      { type: "object", additionalProperties: {} },
      { type: "object", additionalProperties: true },
    ],
    [{ $ref: "#/components/schemas/A", description: "Prose" }, { $ref: "#/components/schemas/A" }],
  ])("%j", (source, expected) => {
    expect(normaliseSchema(source)).toEqual(expected);
  });
});
