import type { Cache } from "../cache.ts";
import { type CacheContractSetup, expectSame, type WrittenCase } from "./contract-case.ts";

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Lets an entry's time pass, and a little more for clocks that round. */
async function outlive({ shortTtlMs = 300, pass = wait }: CacheContractSetup): Promise<void> {
  await pass(shortTtlMs + 50);
}

const shortOf = ({ shortTtlMs = 300 }: CacheContractSetup) => ({ ttlMs: shortTtlMs });

async function refuses(cache: Cache, ttlMs: number): Promise<boolean> {
  try {
    await cache.set("key", 1, { ttlMs });
    return false;
  } catch (error) {
    return error instanceof RangeError;
  }
}

/** How long entries live. */
export const lifetimeCases: readonly WrittenCase[] = [
  {
    name: "keeps an entry for its time to live and no longer, also below a second",
    async run(cache, setup) {
      await cache.set("short", 1, shortOf(setup));
      await cache.set("long", 2, { ttlMs: 3_600_000 });
      expectSame([await cache.get("short"), await cache.get("long")], [1, 2], "before");
      await outlive(setup);
      expectSame([await cache.get("short"), await cache.get("long")], [undefined, 2], "after");
    },
  },
  {
    name: "keeps an entry with a time to live of null",
    async run(cache, setup) {
      await cache.set("key", 1, { ttlMs: null });
      await outlive(setup);
      expectSame(await cache.get("key"), 1, "the value");
    },
  },
  {
    name: "does not keep an entry with a time to live of 0, nor the one it replaces",
    async run(cache) {
      await cache.set("key", 1);
      await cache.set("key", 2, { ttlMs: 0 });
      expectSame(await cache.get("key"), undefined, "the value");
    },
  },
  {
    name: "takes fractions and very long times to live",
    async run(cache) {
      await cache.set("fraction", 1, { ttlMs: 3_600_000.4 });
      await cache.set("years", 2, { ttlMs: 4e12 });
      expectSame([await cache.get("fraction"), await cache.get("years")], [1, 2], "the values");
    },
  },
  {
    name: "lives by the latest write",
    async run(cache, setup) {
      await cache.set("key", 1, shortOf(setup));
      await cache.set("key", 2, { ttlMs: null });
      await outlive(setup);
      expectSame(await cache.get("key"), 2, "the value");
    },
  },
  {
    name: "refuses a time to live that is no length of time",
    async run(cache) {
      for (const ttlMs of [-1, Number.NaN, Number.POSITIVE_INFINITY])
        expectSame(await refuses(cache, ttlMs), true, `refused ${ttlMs} with a RangeError`);
    },
  },
];
