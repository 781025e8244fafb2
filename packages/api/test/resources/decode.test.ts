import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decode } from "../../src/resources/decode.ts";
import { readShapes } from "../../src/resources/shape.ts";

const shapeOf = (table: string, names = "") => readShapes(table, names)("0");

describe("a decoded list", () => {
  it("needs no common order of members, and no common members", () => {
    const shape = shapeOf("created_at@,own_keys:1;", "Aentity_idAkey_id");
    const created = "2026-01-02T03:04:05Z";
    const list = [
      { entity_id: "a", created_at: created, own_keys: [{ key_id: 1 }] },
      { entity_id: "b", own_keys: [{ new_one: 0, key_id: 2 }], created_at: created },
      { created_at: null, new_one: null, entity_id: "c" },
      { entity_id: "d", created_at: created, own_keys: [] },
      {},
    ];
    const date = new Date(created);
    expect(decode(list, shape)).toEqual([
      { entityId: "a", createdAt: date, ownKeys: [{ keyId: 1 }] },
      { entityId: "b", ownKeys: [{ new_one: 0, keyId: 2 }], createdAt: date },
      { entityId: "c" },
      { entityId: "d", createdAt: date, ownKeys: [] },
      {},
    ]);
  });

  it("is what its objects are alone, whichever members they have and lack", () => {
    const table = "sent_at@,owner:1,by_name*:1;";
    const names = "Afirst_nameAlast_name";
    const wide = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`wide_${index}`, index]));
    const item = fc.record(
      {
        first_name: fc.option(fc.string()),
        sent_at: fc.option(fc.constantFrom("2026-01-02T03:04:05Z", "soon")),
        owner: fc.option(fc.record({ first_name: fc.option(fc.string()), last_name: fc.string() })),
        by_name: fc.dictionary(fc.string(), fc.record({ last_name: fc.string() })),
        brand_new: fc.option(fc.integer()),
        firstName: fc.option(fc.string()),
        "0": fc.integer(),
      },
      { requiredKeys: ["by_name"] },
    );
    const odd = fc.constantFrom<object>(wide, JSON.parse('{"__proto__":{"a":1},"first_name":"x"}'), {});
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 9, arbitrary: item as fc.Arbitrary<object> }, odd)), (list) => {
        const alone = list.map((value) => decode(structuredClone(value), shapeOf(table, names)));
        const together = decode(
          [...list, ...list].map((value) => structuredClone(value)),
          shapeOf(table, names),
        );
        expect(together).toEqual([...alone, ...alone]);
      }),
    );
  });

  it("has its own members only, whatever else put on every object's prototype", () => {
    Object.defineProperty(Object.prototype, "foreign_name", { value: 1, enumerable: true, configurable: true });
    try {
      const list = decode([{ foreign_id: 1 }, { foreign_id: 2 }], shapeOf("", "Aforeign_idBname"));
      expect((list as object[]).map((item) => Object.keys(item))).toEqual([["foreignId"], ["foreignId"]]);
    } finally {
      Reflect.deleteProperty(Object.prototype, "foreign_name");
    }
  });
});
