import { describe, expect, it } from "@jest/globals";
import { decode } from "../../../../packages/api/src/resources/decode.ts";
import { encode } from "../../../../packages/api/src/resources/encode.ts";
import { readShapes } from "../../../../packages/api/src/resources/shape.ts";
import { CodecTable } from "../../../src/api/emit/codec-table.ts";
import type { Schema } from "../../../src/api/openapi/document.ts";
import { normalise } from "../../../src/api/openapi/normalise.ts";
import { smallDocument } from "../support/small-document.ts";

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const date: Schema = { type: "string", format: "date-time" };
const instant = "2026-01-02T03:04:05.000Z";

/** What the codec makes of a value by the table of some schemas. */
function codec(schemas: Record<string, Schema>, name: string) {
  const document = normalise(smallDocument());
  document.components.schemas = schemas;
  const table = new CodecTable(document, [ref(name)]);
  const position = table.position(name) ?? "";
  const shape = readShapes(table.shapes, table.names)(position);
  return { decode: (value: unknown) => decode(value, shape), encode: (value: unknown) => encode(value, shape) };
}

describe("the codec table", () => {
  it("follows a schema that refers to itself, directly and through another", () => {
    const { decode } = codec(
      {
        Tree: { type: "object", properties: { grown_at: date, left_branch: ref("Tree"), via: ref("Other") } },
        Other: { type: "object", properties: { back_again: { type: "array", items: ref("Tree") } } },
      },
      "Tree",
    );
    const wire = { left_branch: { grown_at: instant }, via: { back_again: [{ left_branch: { grown_at: instant } }] } };
    const grownAt = new Date(instant);
    expect(decode(wire)).toEqual({ leftBranch: { grownAt }, via: { backAgain: [{ leftBranch: { grownAt } }] } });
  });

  it("converts dates in lists and in maps, and objects in maps without touching the map's names", () => {
    const { decode, encode } = codec(
      {
        A: {
          type: "object",
          properties: {
            seen_at: { type: "array", items: date },
            by_name: { type: "object", additionalProperties: date },
            of_b: { type: "object", additionalProperties: ref("B") },
          },
        },
        B: { type: "object", properties: { some_value: { type: "string" } } },
      },
      "A",
    );
    const typed = { seenAt: [new Date(instant)], byName: { a_b: new Date(instant) }, ofB: { c_d: { someValue: "x" } } };
    expect(decode({ seen_at: [instant], by_name: { a_b: instant }, of_b: { c_d: { some_value: "x" } } })).toEqual(
      typed,
    );
    expect(encode(typed)).toEqual({ seen_at: typed.seenAt, by_name: typed.byName, of_b: { c_d: { some_value: "x" } } });
  });

  it("takes members on which all alternatives agree where nothing says which one it is", () => {
    const { decode } = codec(
      {
        U: { oneOf: [ref("A"), ref("B")] },
        A: { type: "object", properties: { at_once: date, disputed_one: date } },
        B: { type: "object", properties: { only_b: { type: "string" }, disputed_one: { type: "string" } } },
      },
      "U",
    );
    expect(decode({ at_once: instant, only_b: "b", disputed_one: instant })).toEqual({
      atOnce: new Date(instant),
      onlyB: "b",
      disputedOne: instant,
    });
  });

  it("fills in a required member with one possible value, of any text, in requests only", () => {
    const only = "a=b;c,d é";
    const { encode, decode } = codec(
      {
        A: {
          type: "object",
          required: ["the_kind"],
          properties: { the_kind: { enum: [only] }, other: { enum: ["x"] } },
        },
      },
      "A",
    );
    expect(encode({})).toEqual({ the_kind: only });
    expect(encode({ theKind: "mine" })).toEqual({ the_kind: "mine" });
    expect(decode({})).toEqual({});
  });

  it("gives equal shapes one place", () => {
    const document = normalise(smallDocument());
    document.components.schemas = {
      A: { type: "object", properties: { x_y: {} } },
      B: { type: "object", properties: { x_y: {} } },
    };
    const table = new CodecTable(document, []);
    expect(table.position("A")).toBe(table.position("B"));
    expect([table.shapes, table.names]).toEqual(["", "Ax_y"]);
  });

  it("says once of a name what its members usually are", () => {
    const document = normalise(smallDocument());
    document.components.schemas = {
      A: {
        type: "object",
        properties: { sent_at: date, the_owner: ref("Owner"), owners: { type: "array", items: ref("Owner") } },
      },
      B: { type: "object", properties: { sent_at: { type: "string" }, the_owner: ref("Owner"), left: ref("A") } },
      C: { type: "object", properties: { sent_at: date, the_owner: { type: "string" } } },
      Owner: { type: "object", properties: { first_name: { type: "string" } } },
    };
    const fill = (usual?: ReadonlyMap<string, string>) => {
      const table = new CodecTable(document, [], usual);
      return { table, positions: ["A", "B", "C"].map((name) => table.position(name) ?? "") };
    };
    const { table, positions } = fill(fill().table.usualKinds);
    expect([table.shapes, table.names]).toEqual([
      ";left:0,sent_at;the_owner",
      "Afirst_nameAowners:Asent_at@Athe_owner:",
    ]);
    const at = readShapes(table.shapes, table.names);
    const owner = { first_name: "x" };
    const wire = { sent_at: instant, the_owner: owner, owners: [owner], left: { sent_at: instant } };
    const [a, b, c] = positions.map((position) => decode(wire, at(position)));
    const converted = { firstName: "x" };
    const left = wire.left;
    expect(a).toEqual({ sentAt: new Date(instant), theOwner: converted, owners: [converted], left });
    expect(b).toEqual({
      sentAt: instant,
      theOwner: converted,
      owners: [converted],
      left: { sentAt: new Date(instant) },
    });
    expect(c).toEqual({ sentAt: new Date(instant), theOwner: owner, owners: [converted], left });
  });

  it("lists names that every entity could have where they are, and nowhere else", () => {
    const { decode } = codec(
      {
        A: { type: "object", properties: { created_at: date, the_b: ref("B") } },
        B: { type: "object", properties: { account_id: { type: "string" } } },
      },
      "A",
    );
    const b = { account_id: "1", created_at: instant };
    expect(decode({ created_at: instant, account_id: "1", the_b: b })).toEqual({
      createdAt: new Date(instant),
      account_id: "1",
      theB: { accountId: "1", created_at: instant },
    });
  });

  it("writes of a name only what the one before it has not", () => {
    const document = normalise(smallDocument());
    const names = ["api_key", "api_key_id", "api_keys", "api", "line1", "last_4", "billingId", "billing_id"];
    document.components.schemas = {
      A: { type: "object", properties: Object.fromEntries(names.map((name) => [name, {}])) },
    };
    const table = new CodecTable(document, []);
    const position = table.position("A") ?? "";
    const shape = readShapes(table.shapes, table.names)(position);
    expect([table.shapes, table.names]).toEqual([";billingId", "Aapi_keyCidBkeysAbilling_idAlast_4"]);
    for (const name of names) expect(shape.byWire(name)?.wire).toBe(name);
    expect(["apiKey", "apiKeyId", "apiKeys", "last4"].map((name) => shape.byName(name)?.wire)).toEqual([
      "api_key",
      "api_key_id",
      "api_keys",
      "last_4",
    ]);
  });
});
