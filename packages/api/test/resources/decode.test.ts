import { describe, expect, it } from "@jest/globals";
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
    const wire = structuredClone(list);
    const date = new Date(created);
    expect(decode(list, shape)).toEqual([
      { entityId: "a", createdAt: date, ownKeys: [{ keyId: 1 }] },
      { entityId: "b", ownKeys: [{ new_one: 0, keyId: 2 }], createdAt: date },
      { entityId: "c" },
      { entityId: "d", createdAt: date, ownKeys: [] },
      {},
    ]);
    expect(list).toEqual(wire);
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
