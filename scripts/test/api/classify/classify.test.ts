import { describe, expect, it } from "@jest/globals";
import { classify } from "../../../src/api/classify/classify.ts";
import { normalise } from "../../../src/api/openapi/normalise.ts";
import { prepare } from "../../../src/api/prepare.ts";
import { smallDocument } from "../support/small-document.ts";

type Small = ReturnType<typeof smallDocument>;
type Properties = Record<string, unknown>;

const prepared = (document: unknown) => prepare(normalise(document), []).document;
const members = (document: Small, name: string) =>
  (document.components.schemas[name] as { properties: Properties; required: string[] }) ?? {};

const cases: [bump: string, what: string, text: string, change: (document: Small) => void][] = [
  [
    "minor",
    "a new optional member of an answer",
    "`Owner.nick` is new",
    (d) => {
      members(d, "Owner").properties.nick = { type: "string" };
    },
  ],
  [
    "minor",
    "a new required member of an answer",
    "`Owner.nick` is new",
    (d) => {
      members(d, "Owner").properties.nick = { type: "string" };
      members(d, "Owner").required.push("nick");
    },
  ],
  [
    "minor",
    "a new optional member of a request",
    "`CreatePetRequestBody.nick` is new",
    (d) => {
      members(d, "CreatePetRequestBody").properties.nick = { type: "string" };
    },
  ],
  [
    "major",
    "a new required member of a request",
    "is new and required",
    (d) => {
      members(d, "CreatePetRequestBody").properties.nick = { type: "string" };
      members(d, "CreatePetRequestBody").required.push("nick");
    },
  ],
  [
    "major",
    "a member of an answer that becomes optional",
    "`Owner.id` is optional now",
    (d) => {
      members(d, "Owner").required = [];
    },
  ],
  [
    "minor",
    "a member of a request that becomes optional",
    "`CreatePetRequestBody.kind` is optional now",
    (d) => {
      members(d, "CreatePetRequestBody").required = [];
    },
  ],
  [
    "major",
    "another type",
    "is `number` instead of `string`",
    (d) => {
      members(d, "Owner").properties.full_name = { type: "number" };
    },
  ],
  [
    "major",
    "a string that becomes a date",
    "is `Date` instead of `string`",
    (d) => {
      members(d, "Owner").properties.full_name = { type: "string", format: "date-time" };
    },
  ],
  [
    "minor",
    "a new value of an enum",
    "`Kind` can be `bird`",
    (d) => {
      d.components.schemas.Kind = { type: "string", enum: ["dog", "cat", "bird"] };
    },
  ],
  [
    "major",
    "a lost value of an enum",
    "`Kind` can no longer be `cat`",
    (d) => {
      d.components.schemas.Kind = { type: "string", enum: ["dog"] };
    },
  ],
  [
    "minor",
    "a new optional query parameter",
    "`pets.listPets.q` is new",
    (d) => {
      d.paths["/pets"].get.parameters.push({ in: "query", name: "q", schema: { type: "string" } });
    },
  ],
  [
    "major",
    "a lost query parameter",
    "`pets.listPets.keys` is gone",
    (d) => {
      d.paths["/pets"].get.parameters.pop();
    },
  ],
  [
    "major",
    "paging that ends",
    "is no longer paged",
    (d) => {
      d.paths["/pets"].get.parameters.splice(1, 1);
    },
  ],
  [
    "major",
    "a method that moves to another resource",
    "`pets.getPet` is called `owners.getPet` now",
    (d) => {
      d.paths["/pets/{pet_id}"].get.tags = ["owners"];
    },
  ],
  [
    "major",
    "a lost operation",
    "`owners.getOwner` is gone",
    (d) => {
      Object.assign(d.paths, { "/owners/{owner_id}": undefined });
    },
  ],
  [
    "major",
    "another answer",
    "answers Owner instead of Pet",
    (d) => {
      d.paths["/pets/{pet_id}"].get.responses = d.paths["/owners/{owner_id}"].get.responses;
    },
  ],
  [
    "major",
    "a lost type that no operation reaches",
    "The type `Unreached` is gone",
    (d) => {
      d.components.schemas = Object.fromEntries(
        Object.entries(d.components.schemas).filter(([name]) => name !== "Unreached"),
      );
    },
  ],
  [
    "minor",
    "a new type that no operation reaches",
    "The type `Extra` is new",
    (d) => {
      d.components.schemas.Extra = { type: "string" };
    },
  ],
  [
    "patch",
    "another name of a path parameter, which is positional",
    "",
    (d) => {
      const item = d.paths["/pets/{pet_id}"];
      Object.assign(d.paths, {
        "/pets/{pet_id}": undefined,
        "/pets/{id}": {
          get: { ...item.get, parameters: [{ in: "path", name: "id", required: true, schema: { type: "string" } }] },
        },
      });
    },
  ],
  [
    "patch",
    "another status of success",
    "behaves differently",
    (d) => {
      const { post } = d.paths["/pets"];
      Object.assign(post, { responses: { "200": post.responses["201"] } });
    },
  ],
  [
    "patch",
    "other limits",
    "`Owner.fullName` has other limits",
    (d) => {
      members(d, "Owner").properties.full_name = { type: "string", maxLength: 3 };
    },
  ],
];

describe("classify", () => {
  it.each(cases)("calls %s: %s", async (bump, _, text, change) => {
    const document = smallDocument();
    change(document);
    const result = await classify(prepared(smallDocument()), prepared(document));
    expect([result.bump, result.changes.map((found) => found.text).join("\n")]).toEqual([
      bump,
      expect.stringContaining(text),
    ]);
  });

  it("finds nothing between equal documents", async () => {
    const same = prepared(smallDocument());
    expect(await classify(same, same)).toEqual({ bump: "patch", changes: [] });
  });
});
