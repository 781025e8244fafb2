import { describe, expect, it } from "@jest/globals";
import type { Document } from "../../../src/api/openapi/document.ts";
import { lint } from "../../../src/api/openapi/lint.ts";
import { normalise } from "../../../src/api/openapi/normalise.ts";
import { smallDocument } from "../support/small-document.ts";

function lintAfter(change: (document: Document) => void): string[] {
  const document = normalise(smallDocument());
  change(document);
  return lint(document);
}

const hostile = [
  "__proto__",
  "constructor",
  "then",
  "a b",
  "a-b",
  'a"b',
  "a`b",
  "a\nb",
  "1a",
  "",
  "../a",
  "a/*",
  "$" + "{a}",
  "ünï",
];

describe("lint", () => {
  it("has nothing against a good document", () => {
    expect(lintAfter(() => {})).toEqual([]);
  });

  it.each(hostile)("refuses %j as the name of an operation, a tag or a type", (name) => {
    const problems = lintAfter((document) => {
      const operation = document.paths["/pets"]?.get;
      if (operation !== undefined) Object.assign(operation, { operationId: name, tags: [name] });
      Object.defineProperty(document.components.schemas, name, { value: { type: "string" }, enumerable: true });
    });
    expect(problems.filter((line) => line.includes("method name"))).toHaveLength(1);
    expect(problems.filter((line) => line.includes("member name"))).toHaveLength(1);
    expect(problems.filter((line) => line.includes("type name"))).toHaveLength(1);
  });

  it.each(["__proto__", "constructor", "a b", "a,b", "a;b", "a:b", "a@", "a*", "a=1", "?a", "a\nb", ""])(
    "refuses %j as the name of a property or a query parameter, which the tables could not hold",
    (name) => {
      const problems = lintAfter((document) => {
        const properties = document.components.schemas.Owner?.properties ?? {};
        Object.defineProperty(properties, name, { value: { type: "string" }, enumerable: true });
        document.paths["/pets"]?.get?.parameters?.push({ in: "query", name, schema: { type: "string" } });
      });
      expect(problems.filter((line) => line.includes("cannot be a member name"))).toHaveLength(2);
    },
  );

  it.each(["/a b", "/a?b", "/a#b", '/a"', "/a\n", "a", "//a", "/{a", "/{a-b}", "/a/"])(
    "refuses the path %j",
    (path) => {
      const problems = lintAfter((document) => {
        const operation = document.paths["/pets"]?.post;
        if (operation !== undefined) document.paths[path] = { get: { ...operation, operationId: "other" } };
      });
      expect(problems.join()).toContain("characters that are not supported");
    },
  );

  it("refuses names that would become one in TypeScript, and types that generated files need", () => {
    const problems = lintAfter((document) => {
      document.components.schemas.Clash = { type: "object", properties: { created_at: {}, createdAt: {} } };
      document.components.schemas.Promise = { type: "string" };
    });
    expect(problems).toEqual([
      'schema "Clash": created_at and createdAt would both be called createdAt.',
      'schema "Promise": the name cannot be a type name.',
    ]);
  });

  it("refuses path parameters that do not fit the path, and two methods of one name", () => {
    const problems = lintAfter((document) => {
      document.paths["/pets/{other}"] = document.paths["/pets/{pet_id}"] ?? {};
      delete document.paths["/pets/{pet_id}"];
      Object.assign(document.paths["/pets"]?.get ?? {}, { "x-aliases": ["createPet"] });
    });
    expect(problems).toEqual([
      expect.stringContaining("two methods called createPet"),
      expect.stringContaining("do not match the path /pets/{other}"),
    ]);
  });
});
