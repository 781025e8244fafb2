/** A small API with what the real one has: pages, bodies, unions, maps, dates, and a type that no operation reaches. */
export function smallDocument() {
  const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const answer = (data: object, params: object = {}) => ({
    description: "Fine",
    content: {
      "application/json": {
        schema: {
          type: "object",
          title: "Envelope",
          required: ["data", "params"],
          properties: { data, params: { type: "object", ...params } },
        },
      },
    },
  });
  const limit = { in: "query", name: "limit", description: "How many", schema: { type: "integer" } };
  const offset = { in: "query", name: "offset", schema: { type: "integer" } };
  return {
    openapi: "3.0.0",
    info: { title: "small", version: "1", description: "Prose", "x-rules-engine-schema-version": "v1" },
    servers: [{ url: "https://api.example.test" }],
    security: [{ Key: [] }],
    paths: {
      "/pets": {
        get: {
          operationId: "listPets",
          summary: "Prose",
          tags: ["pets"],
          parameters: [
            limit,
            offset,
            { in: "query", name: "keys", schema: { type: "object", additionalProperties: { type: "string" } } },
          ],
          responses: { "200": answer({ type: "array", items: schema("Pet") }) },
        },
        post: {
          operationId: "createPet",
          tags: ["pets"],
          requestBody: { required: true, content: { "application/json": { schema: schema("CreatePetRequestBody") } } },
          responses: { "201": answer(schema("Pet")), "400": { $ref: "#/components/responses/BadRequest" } },
        },
      },
      "/pets/{pet_id}": {
        parameters: [{ in: "path", name: "pet_id", required: true, schema: { type: "string" } }],
        get: { operationId: "getPet", tags: ["pets"], responses: { "200": answer(schema("Pet")) } },
      },
      "/owners/{owner_id}": {
        get: {
          operationId: "getOwner",
          tags: ["owners"],
          parameters: [{ in: "path", name: "owner_id", required: true, schema: { type: "string" } }],
          responses: { "200": answer(schema("Owner")) },
        },
      },
    },
    components: {
      responses: {
        BadRequest: { description: "Bad", content: { "application/json": { schema: schema("ApiError") } } },
      },
      schemas: {
        ApiError: { type: "object", required: ["error"], properties: { error: { type: "string" } } },
        Kind: { type: "string", enum: ["dog", "cat"], description: "Prose" },
        Pet: {
          type: "object",
          required: ["id", "born_at", "kind"],
          properties: {
            id: { type: "string", example: "pet_1" },
            born_at: { type: "string", format: "date-time" },
            kind: schema("Kind"),
            owner: { allOf: [schema("Owner")], nullable: true },
            description: { type: "string", description: "A property that is called so" },
          },
        },
        Owner: {
          type: "object",
          required: ["id"],
          properties: { id: { type: "string" }, full_name: { type: "string", maxLength: 10 } },
        },
        CreatePetRequestBody: {
          type: "object",
          required: ["kind"],
          properties: { kind: schema("Kind"), born_at: { type: "string", format: "date-time", nullable: true } },
        },
        Unreached: {
          type: "object",
          required: ["id"],
          properties: { id: { type: "string" }, some_value: { type: "number" } },
        },
      } as Record<string, Record<string, unknown>>,
      securitySchemes: { Key: { type: "apiKey", in: "header", name: "X-Key", description: "Prose" } },
    },
  };
}

/** An overlay that adds documentation, so that a workspace has one. */
export const smallOverlay = `overlay: 1.0.0
info: { title: Small, version: 1.0.0 }
actions:
  - { target: '$.paths["/pets"].get', update: { summary: "Lists pets." } }
`;
