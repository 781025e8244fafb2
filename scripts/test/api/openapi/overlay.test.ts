import { describe, expect, it } from "@jest/globals";
import { findPlaces, valueAt } from "../../../src/api/openapi/json-path.ts";
import { normalise } from "../../../src/api/openapi/normalise.ts";
import { applyOverlays, parseOverlay } from "../../../src/api/openapi/overlay.ts";
import { smallDocument } from "../support/small-document.ts";

const document = normalise(smallDocument());

function apply(actions: string, head = "") {
  return applyOverlays(document, [parseOverlay("test.yaml", `overlay: 1.0.0\n${head}\nactions:\n${actions}`)]);
}

describe("an overlay", () => {
  it("merges, replaces and appends", () => {
    const { document: result } = apply(
      `  - { target: $.components.schemas.Owner, update: { description: Who, properties: { age: { type: integer } } } }
  - { target: $.components.schemas.Owner.properties.full_name.maxLength, update: 20 }
  - { target: $.components.schemas.Owner.required, update: full_name }`,
    );
    const owner = result.components.schemas.Owner;
    expect(owner).toMatchObject({ description: "Who", required: ["id", "full_name"] });
    expect(owner?.properties).toEqual({
      id: { type: "string" },
      full_name: { type: "string", maxLength: 20 },
      age: { type: "integer" },
    });
    expect(document.components.schemas.Owner?.description).toBeUndefined();
  });

  it("removes every match, of a list too", () => {
    const { document: result } = apply(`  - { target: "$.components.schemas.Pet.required[?@ == 'kind']", remove: true }
  - { target: "$.components.schemas.*.properties.id", remove: true }`);
    expect(result.components.schemas.Pet?.required).toEqual(["born_at", "id"]);
    expect(Object.keys(result.components.schemas.Owner?.properties ?? {})).toEqual(["full_name"]);
  });

  it("is refused when an action matches nothing, unless it is optional", () => {
    const action = "  - { target: $.components.schemas.Missing, update: {} }";
    expect(() => apply(action)).toThrow("test.yaml: the action on $.components.schemas.Missing matches nothing.");
    expect(apply(action, "x-optional: true").unmatched).toEqual([
      "test.yaml: the action on $.components.schemas.Missing matches nothing.",
    ]);
  });

  it("that only adds what is missing leaves what the document has", () => {
    const { document: result } = apply(
      `  - target: $
    update:
      paths: { /pets: { get: { operationId: other, tags: [x] }, delete: { operationId: dropPets, tags: [pets], responses: {} } } }
      components: { schemas: { Owner: { required: [id, nick], properties: { full_name: { type: number }, nick: { type: string } } }, Kind: { enum: [bird, cat] } } }`,
      "x-only-missing: true",
    );
    expect(result.paths["/pets"]?.get?.operationId).toBe("listPets");
    expect(result.paths["/pets"]?.delete?.operationId).toBe("dropPets");
    expect(result.components.schemas.Owner?.properties?.full_name).toEqual({ type: "string", maxLength: 10 });
    expect(result.components.schemas.Owner?.required).toEqual(["id", "nick"]);
    expect(result.components.schemas.Kind?.enum).toEqual(["cat", "dog", "bird"]);
  });

  it("adds parameters to an operation that the document has, and leaves one that it has by that name", () => {
    const { document: result } = apply(
      `  - target: $.paths["/pets"].get
    update:
      parameters:
        - { in: query, name: limit, required: true, schema: { type: string } }
        - { in: query, name: owner, schema: { type: string } }`,
      "x-only-missing: true",
    );
    const before = document.paths["/pets"]?.get?.parameters ?? [];
    const owner = { in: "query", name: "owner", schema: { type: "string" } };
    expect(before.map((parameter) => parameter.name)).toContain("limit");
    expect(result.paths["/pets"]?.get?.parameters).toEqual([...before, owner]);
  });

  it("cannot reach a prototype", () => {
    const { document: result } = apply(
      `  - { target: $.components.schemas, update: { "__proto__": { polluted: true } } }`,
    );
    expect("polluted" in {}).toBe(false);
    expect("polluted" in result.components.schemas).toBe(false);
  });

  it.each(["openapi: 3.0.0", "overlay: 2.0.0\nactions: []", "[]"])("is not %j", (text) => {
    expect(() => parseOverlay("bad.yaml", text)).toThrow("bad.yaml is not an overlay");
  });
});

describe("a path in a document", () => {
  const root = { a: { "b/c": [{ n: 1, x: { y: "z" } }, { n: 2 }], d: 3 } };
  it.each([
    ["$", [root]],
    ['$.a["b/c"][*].n', [1, 2]],
    ["$.a['b/c'][?@.n == 2]", [{ n: 2 }]],
    ['$.a.*[?@.x.y == "z"].n', [1]],
    ["$.a.missing", []],
    ["$.a.toString", []],
  ])("%s", (path, expected) => {
    expect(findPlaces(root, path).map(valueAt)).toEqual(expected);
  });

  it.each(["a.b", "$..a", "$.a[0]", "$.a[?@.n > 1]", "$.a b"])("refuses %s, which overlays do not need", (path) => {
    expect(() => findPlaces(root, path)).toThrow(SyntaxError);
  });
});
