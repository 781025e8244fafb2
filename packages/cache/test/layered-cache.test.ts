import { describe, expect, it } from "@jest/globals";
import { cacheContract } from "../src/contract.ts";
import { type Cache, layeredCache, localCache, type SetOptions } from "../src/index.ts";

const never = new Promise<never>(() => undefined);

/** A cache that answers with promises, as one over a network does. */
function distant<T>(inner: Cache<T> = localCache<T>()): Cache<T> & { reads: number; writes: number } {
  const self = {
    reads: 0,
    writes: 0,
    async get(key: string) {
      self.reads++;
      return inner.get(key);
    },
    async set(key: string, value: T, options?: SetOptions) {
      self.writes++;
      await inner.set(key, value, options);
    },
    async delete(key: string) {
      await inner.delete(key);
    },
  };
  return self;
}

const broken: Cache<never> = {
  get: () => {
    throw new Error("get is broken");
  },
  set: () => Promise.reject(new Error("set is broken")),
  delete: () => {
    throw new Error("delete is broken");
  },
};

const hanging = () => {
  const self = { calls: 0, get: () => never, set: () => never, delete: () => never };
  self.get = () => {
    self.calls++;
    return never;
  };
  return self;
};

describe("layeredCache", () => {
  let now = 0;
  const clock = () => now;
  const pass = (ms: number) => {
    now += ms;
  };
  const local = () => localCache({ ttlMs: 60_000, maxItems: 5_000, now: clock });
  // What a layer refuses is reported and the others go on, so refusals are the layers' own part of the contract.
  const refusals = /^refuses/;
  const shapes = {
    "one layer": () => layeredCache([local()]),
    "two layers": () => layeredCache([local(), distant(local())]),
    "two layers, one of them broken": () => layeredCache<unknown>([broken, local()]),
  };
  for (const [shape, create] of Object.entries(shapes))
    for (const { name, run } of cacheContract({ create, shortTtlMs: 1, pass }))
      if (!refusals.test(name)) it(`with ${shape}: ${name}`, run);

  it("answers at once while its layers do", () => {
    const cache = layeredCache([localCache<number>(), localCache<number>()]);
    expect(cache.set("a", 1)).toBeUndefined();
    expect(cache.get("a")).toBe(1);
    expect(cache.getMany(["a", "b"])).toEqual([1, undefined]);
  });

  it("reads in order and fills the caches before the one that had the value", async () => {
    const [first, second, third] = [localCache<number>(), distant<number>(), distant<number>()];
    await third.set("a", 1);
    const cache = layeredCache([first, second, third]);
    expect(await cache.get("a")).toBe(1);
    expect([first.get("a"), await second.get("a")]).toEqual([1, 1]);
    expect(cache.get("a")).toBe(1);
    expect(third.reads).toBe(1);
  });

  it("asks later caches only for the keys that earlier ones lack", async () => {
    const [first, second] = [localCache<number>(), distant<number>()];
    first.set("a", 1);
    await second.set("b", 2);
    expect(await layeredCache([first, second]).getMany(["a", "b", "c", "a"])).toEqual([1, 2, undefined, 1]);
    expect(second.reads).toBe(2);
  });

  it("goes on without a cache that throws or rejects, and reports it", async () => {
    const errors: string[] = [];
    const cache = layeredCache<number>([broken, distant<number>()], { onError: (error) => errors.push(error.message) });
    await cache.set("a", 1);
    expect(await cache.get("a")).toBe(1);
    await cache.delete("a");
    expect(await cache.get("a")).toBeUndefined();
    expect(errors).toEqual(expect.arrayContaining(["get is broken", "set is broken", "delete is broken"]));
  });

  it("takes a failing cache for a miss when it is the only one", async () => {
    const rejecting: Cache<number> = { ...broken, get: () => Promise.reject(new Error("down")) };
    expect(await layeredCache([rejecting]).get("a")).toBeUndefined();
    expect(layeredCache<number>([broken]).get("a")).toBeUndefined();
  });

  it("answers within its bound when a cache hangs, and leaves that cache out for a second", async () => {
    const errors: string[] = [];
    const stuck = hanging();
    const after = distant<number>();
    await after.set("a", 1);
    let at = 0;
    const options = { readTimeoutMs: 20, onError: (error: Error) => errors.push(error.message), now: () => at };
    const cache = layeredCache<number>([stuck, after], options);
    expect(await cache.get("a")).toBe(1);
    expect(await cache.get("a")).toBe(1);
    expect([stuck.calls, errors.length]).toEqual([1, 1]);
    at = 1_001;
    expect(await cache.get("a")).toBe(1);
    expect(stuck.calls).toBe(2);
  });

  it("does not blame a cache for the time that one before it took", async () => {
    let at = 0;
    const late: Cache<number> = {
      ...broken,
      get: async () => {
        at += 200;
        return undefined;
      },
    };
    const stuck = hanging();
    const cache = layeredCache<number>([late, stuck], { now: () => at });
    await cache.get("a");
    await cache.get("a");
    expect(stuck.calls).toBe(2);
  });

  it("gathers at most 1,000 writes that a cache does not finish", async () => {
    let writes = 0;
    const stuck: Cache<number> = {
      get: () => undefined,
      set: () => {
        writes++;
        return never;
      },
      delete: () => undefined,
    };
    const errors: Error[] = [];
    const cache = layeredCache([stuck], { onError: (error) => errors.push(error) });
    for (let i = 0; i < 1_500; i++) void cache.set(`${i}`, i);
    expect([writes, errors.length]).toEqual([1_000, 500]);
  });

  it("never rejects late, when a cache fails after its time", async () => {
    let fail: (error: Error) => void = () => undefined;
    const late: Cache<number> = {
      ...broken,
      get: () =>
        new Promise((_, reject) => {
          fail = reject;
        }),
    };
    expect(await layeredCache([late], { readTimeoutMs: 5 }).get("a")).toBeUndefined();
    fail(new Error("too late"));
    await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it("is not broken by an observer that throws", async () => {
    const onError = () => {
      throw new Error("observer");
    };
    expect(await layeredCache<number>([broken], { onError }).get("a")).toBeUndefined();
  });

  it("takes null for a miss, as caches written for the official client answer", async () => {
    const old = { get: async () => null, set: async () => undefined, delete: async () => undefined };
    const second = localCache<number | null>();
    second.set("a", 1);
    expect(await layeredCache<number | null>([old, second]).get("a")).toBe(1);
  });

  it("answers undefined with no caches at all", () => {
    const cache = layeredCache<number>([]);
    expect(cache.set("a", 1)).toBeUndefined();
    expect(cache.get("a")).toBeUndefined();
  });

  it("throws for a time to wait that is none, which a timer would take for none at all", () => {
    for (const readTimeoutMs of [Number.NaN, -1, Number.POSITIVE_INFINITY])
      expect(() => layeredCache([], { readTimeoutMs })).toThrow(RangeError);
  });

  it("waits for as long as it is told, beyond what timers can count too", async () => {
    const slow = { ...distant<number>(), get: () => new Promise<number>((resolve) => setTimeout(resolve, 20, 1)) };
    expect(await layeredCache([slow], { readTimeoutMs: 2 ** 40 }).get("a")).toBe(1);
  });
});
