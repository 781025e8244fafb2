import type { Cache } from "../cache.ts";
import { expectSame, type WrittenCase } from "./contract-case.ts";

/** More than any page or batch that a cache could work in. */
const many = 1_201;

async function scanned(cache: Cache, prefix: string): Promise<string[]> {
  const keys = new Set<string>();
  for await (const key of cache.scan?.(prefix) ?? []) keys.add(key);
  return [...keys].toSorted();
}

async function fill(cache: Cache, entries: readonly (readonly [string, unknown])[]): Promise<void> {
  if (cache.setMany !== undefined) await cache.setMany(entries);
  else for (const [key, value] of entries) await cache.set(key, value);
}

/** The optional methods, where a cache has them. */
export const bulkCases: readonly WrittenCase[] = [
  {
    name: "getMany answers in the order of the keys, also for repeated and missing ones",
    async run(cache) {
      await cache.set("a", 1);
      await cache.set("b", { c: 2 });
      const values = await cache.getMany?.(["b", "missing", "a", "b"]);
      if (values !== undefined) expectSame(values, [{ c: 2 }, undefined, 1, { c: 2 }], "the values");
      if (cache.getMany !== undefined) expectSame(await cache.getMany([]), [], "no keys");
    },
  },
  {
    name: "getMany answers for many keys",
    async run(cache) {
      if (cache.getMany === undefined) return;
      const keys = Array.from({ length: many }, (_, i) => `many:${i}`);
      await fill(cache, [
        ["many:0", 0],
        [`many:${many - 1}`, many - 1],
      ]);
      const values = await cache.getMany(keys);
      expectSame([values.length, values[0], values[1], values[many - 1]], [many, 0, undefined, many - 1], "the values");
    },
  },
  {
    name: "setMany sets each entry, with the options given",
    async run(cache) {
      await cache.setMany?.([]);
      await cache.setMany?.([
        ["a", 1],
        ["b", 2],
      ]);
      if (cache.setMany !== undefined) expectSame([await cache.get("a"), await cache.get("b")], [1, 2], "the values");
      await cache.setMany?.([["a", 3]], { ttlMs: 0 });
      if (cache.setMany !== undefined) expectSame(await cache.get("a"), undefined, "the value that may not live");
    },
  },
  {
    name: "deleteMany forgets each key, and nothing else",
    async run(cache) {
      await fill(cache, [
        ["a", 1],
        ["b", 2],
        ["c", 3],
      ]);
      if (cache.deleteMany === undefined) return;
      await cache.deleteMany([]);
      await cache.deleteMany(["a", "missing", "c"]);
      const left = [await cache.get("a"), await cache.get("b"), await cache.get("c")];
      expectSame(left, [undefined, 2, undefined], "the values");
    },
  },
  {
    name: "scan yields every key that begins with the prefix, taken literally",
    async run(cache) {
      await fill(
        cache,
        ["flags:1:a", "flags:1:b", "flags:2:a", "flags*", "flag?s", "FLAGS:1:a"].map((key) => [key, 1]),
      );
      if (cache.scan === undefined) return;
      expectSame(await scanned(cache, "flags:1:"), ["flags:1:a", "flags:1:b"], "the keys of one prefix");
      expectSame(await scanned(cache, "flags*"), ["flags*"], "a prefix with a pattern's character");
      expectSame(await scanned(cache, "flag?"), ["flag?s"], "another");
      expectSame((await scanned(cache, "")).length, 6, "all keys");
      expectSame(await scanned(cache, "none"), [], "no keys");
    },
  },
  {
    name: "scan yields all of many keys",
    async run(cache) {
      if (cache.scan === undefined) return;
      await fill(
        cache,
        Array.from({ length: many }, (_, i) => [`many:${i}`, i] as const),
      );
      expectSame((await scanned(cache, "many:")).length, many, "the number of keys");
    },
  },
];
