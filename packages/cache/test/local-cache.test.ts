import { describe, expect, it } from "@jest/globals";
import { cacheContract } from "../src/contract.ts";
import { localCache } from "../src/index.ts";

describe("localCache", () => {
  let now = 0;
  const clock = {
    create: () => localCache({ ttlMs: 60_000, maxItems: 5_000, now: () => now }),
    shortTtlMs: 1,
    pass: (ms: number) => {
      now += ms;
    },
  };
  for (const { name, run } of cacheContract(clock)) it(name, run);

  it("lets go of the entry that was unused for longest", () => {
    const cache = localCache<number>({ maxItems: 3 });
    for (const [i, key] of ["a", "b", "c"].entries()) cache.set(key, i);
    cache.get("a");
    cache.set("b", 9);
    cache.set("d", 3);
    expect([...cache.scan("")].toSorted()).toEqual(["a", "b", "d"]);
    cache.set("e", 4);
    expect([...cache.scan("")].toSorted()).toEqual(["b", "d", "e"]);
    expect(cache.size).toBe(3);
  });

  it("keeps 1,000 entries for five seconds by default", () => {
    let at = 0;
    const cache = localCache<number>({ now: () => at });
    for (let i = 0; i < 1_500; i++) cache.set(`${i}`, i);
    expect(cache.size).toBe(1_000);
    at = 4_999;
    expect(cache.get("1499")).toBe(1_499);
    at = 5_000;
    expect(cache.get("1499")).toBeUndefined();
  });

  it("stays right through any order of sets, gets, deletes and evictions", () => {
    const cache = localCache<number>({ maxItems: 7 });
    const model = new Map<string, number>();
    let seed = 1;
    const random = (n: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % n;
    };
    for (let step = 0; step < 20_000; step++) {
      const key = `k${random(12)}`;
      const known = model.get(key);
      model.delete(key);
      if (random(10) === 0) cache.delete(key);
      else if (random(2) === 0) {
        expect(cache.get(key)).toBe(known);
        if (known !== undefined) model.set(key, known);
      } else {
        cache.set(key, step);
        model.set(key, step);
        if (model.size > 7) model.delete([...model.keys()][0] ?? "");
      }
      expect(cache.size).toBe(model.size);
    }
  });

  it("keeps nothing with maxItems 0", () => {
    const cache = localCache({ maxItems: 0 });
    cache.set("a", 1);
    expect([cache.get("a"), cache.size]).toEqual([undefined, 0]);
  });

  it("evicts an entry whose key is the empty string, over which the official cache spins for ever", () => {
    const cache = localCache<number>({ maxItems: 1 });
    cache.set("", 1);
    cache.set("a", 2);
    expect([cache.get(""), cache.get("a")]).toEqual([undefined, 2]);
  });

  it("refuses a size that is no number of entries, instead of spinning or growing without bound", () => {
    for (const maxItems of [-1, Number.NaN, 1.5, Number.POSITIVE_INFINITY])
      expect(() => localCache({ maxItems })).toThrow(RangeError);
    for (const ttlMs of [-1, Number.NaN]) expect(() => localCache({ ttlMs })).toThrow(RangeError);
  });

  it("starts no timer, whatever it keeps", () => {
    const before = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    const cache = localCache({ maxItems: 100 });
    for (let i = 0; i < 500; i++) cache.set(`${i}`, i);
    expect(process.getActiveResourcesInfo().filter((kind) => kind === "Timeout")).toHaveLength(before);
  });

  it("refuses what JSON cannot hold, and data that goes round in circles", () => {
    const cache = localCache();
    const circle: { self?: unknown } = {};
    circle.self = circle;
    for (const value of [() => 1, Symbol("s"), 1n, { big: 1n }, circle])
      expect(() => cache.set("a", value)).toThrow(TypeError);
    expect(cache.get("a")).toBeUndefined();
  });

  it("gives back exactly what JSON would", () => {
    const cache = localCache();
    const value = {
      a: undefined,
      f: () => 1,
      n: Number.NaN,
      list: [undefined, 1],
      date: [new Date(0)],
      deep: { b: {} },
    };
    cache.set("a", value);
    expect(cache.get("a")).toStrictEqual(JSON.parse(JSON.stringify(value)));
  });

  it("forgets everything when cleared", () => {
    const cache = localCache();
    cache.set("a", 1);
    cache.clear();
    cache.set("b", 2);
    expect([...cache.scan("")]).toEqual(["b"]);
  });
});
