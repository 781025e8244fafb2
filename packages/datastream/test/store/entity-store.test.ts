import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { CONFLICT, EntityStore } from "../../src/store/entity-store.ts";
import { liveProof } from "../../src/store/proof.ts";
import { company } from "../support/fixtures.ts";

const arrival = { proof: liveProof(), asked: true };
const idOf = (store: EntityStore, keys: Record<string, string>) => {
  const found = store.find(keys);
  return found === CONFLICT ? "conflict" : found?.id;
};

describe("the entity store", () => {
  it("forgets keys that an entity lost and keeps those that moved to another", () => {
    const store = new EntityStore(10);
    store.put(company("a", { keys: { id: "1", slug: "x" } }), arrival);
    store.put(company("b", { keys: { id: "2", slug: "X" } }), arrival);
    store.put(company("a", { keys: { id: "1" } }), arrival);
    expect(idOf(store, { slug: "x" })).toBe("b");
    store.put(company("b", { keys: { id: "2" } }), arrival);
    expect(idOf(store, { slug: "x" })).toBeUndefined();
  });

  it("does not join a name and a value that contain the separator of the caches", () => {
    const store = new EntityStore(10);
    store.put(company("a", { keys: { a: "b:c" } }), arrival);
    expect(idOf(store, { "a:b": "c" })).toBeUndefined();
  });

  it("calls keys of two entities a conflict, and keys of one and of none that one", () => {
    const store = new EntityStore(10);
    store.put(company("a", { keys: { id: "1" } }), arrival);
    store.put(company("b", { keys: { slug: "x" } }), arrival);
    expect(idOf(store, { id: "1", slug: "x" })).toBe("conflict");
    expect(idOf(store, { id: "1", slug: "y" })).toBe("a");
  });

  it("makes room by what was not asked for since it was last considered", () => {
    const store = new EntityStore(3);
    for (const id of ["a", "b", "c"]) store.put(company(id), { ...arrival, asked: false });
    store.find({ id: "a" });
    store.put(company("d"), arrival);
    expect(["a", "b", "c", "d"].filter((id) => store.get(id))).toEqual(["a", "c", "d"]);
  });

  it("does not push out what was asked for by what nobody asked for", () => {
    const store = new EntityStore(2);
    store.put(company("a"), arrival);
    store.put(company("b"), arrival);
    expect(store.put(company("c"), { ...arrival, asked: false })).toBeUndefined();
    expect(store.size).toBe(2);
  });

  it("forgets what nobody asked for during the given periods", () => {
    const store = new EntityStore(10);
    store.put(company("a"), arrival);
    store.put(company("b"), arrival);
    for (let period = 0; period < 3; period++) {
      store.nextPeriod(2);
      store.find({ id: "a" });
    }
    expect([store.get("a")?.id, store.get("b")?.id]).toEqual(["a", undefined]);
    expect(store.inUse().map(({ id }) => id)).toEqual(["a"]);
  });

  it("is bounded and finds exactly what a plain model finds, whatever is put and deleted", () => {
    const id = fc.constantFrom("a", "b", "c", "d", "e");
    const action = fc.oneof(
      fc.record({ put: id, keys: fc.dictionary(fc.constantFrom("k", "l", "K"), fc.constantFrom("1", "2", "x", "X")) }),
      fc.record({ drop: id }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const store = new EntityStore(4);
        for (const step of actions) {
          if ("drop" in step) store.delete(step.drop);
          else store.put(company(step.put, { keys: step.keys }), arrival);
          expect(store.size).toBeLessThanOrEqual(4);
        }
        for (const name of ["k", "l"]) {
          for (const value of ["1", "2", "x"]) {
            const found = store.find({ [name]: value });
            if (found === undefined || found === CONFLICT) continue;
            expect(store.get(found.id)).toBe(found);
            const held = Object.entries(found.truth.keys as object).map(([k, v]) => `${k}:${v}`.toLowerCase());
            expect(held).toContain(`${name}:${value}`);
          }
        }
      }),
    );
  });
});
