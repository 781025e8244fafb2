import { describe, expect, it } from "@jest/globals";
import { cacheContract } from "../src/contract.ts";
import { type Cache, localCache } from "../src/index.ts";

/** A right cache, changed in one way. */
function mutant(change: (right: ReturnType<typeof localCache>) => Partial<Cache>): () => Cache {
  return () => {
    const right = localCache({ maxItems: 5_000, ttlMs: 60_000 });
    const methods: Cache = {
      get: (key) => right.get(key),
      set: (key, value, options) => right.set(key, value, options),
      delete: (key) => right.delete(key),
      getMany: (keys) => right.getMany(keys),
      setMany: (entries, options) => right.setMany(entries, options),
      deleteMany: (keys) => right.deleteMany(keys),
      scan: (prefix) => right.scan(prefix),
    };
    return { ...methods, ...change(right) };
  };
}

async function failuresOf(create: () => Cache): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of cacheContract({ create, shortTtlMs: 5 }))
    await run().catch((error: unknown) => failed.push(`${name}: ${error}`));
  return failed;
}

const byReference = new Map<string, unknown>();
const plainObject: Record<string, unknown> = {};

const wrong: Record<string, () => Cache> = {
  "gives null for a miss": mutant((right) => ({ get: (key) => right.get(key) ?? null })),
  "keeps values by reference": mutant(() => ({
    get: (key) => byReference.get(key),
    set: (key, value) => void byReference.set(key, value),
  })),
  "keeps entries as members of an object": mutant(() => ({
    get: (key) => plainObject[key],
    set: (key, value) => {
      plainObject[key] = value;
    },
  })),
  "ignores a time to live": mutant((right) => ({ set: (key, value) => right.set(key, value) })),
  "rounds a time to live down to seconds": mutant((right) => ({
    set: (key, value, options) => {
      const ttlMs = typeof options?.ttlMs === "number" ? Math.floor(options.ttlMs / 1_000) * 1_000 : options?.ttlMs;
      right.set(key, value, { ttlMs });
    },
  })),
  "does not delete": mutant(() => ({ delete: () => undefined })),
  "answers getMany out of order": mutant((right) => ({ getMany: (keys) => right.getMany(keys).reverse() })),
  "drops the options of setMany": mutant((right) => ({ setMany: (entries) => right.setMany(entries) })),
  "deletes only the first of many": mutant((right) => ({ deleteMany: ([key = ""]) => right.delete(key) })),
  "scans with patterns": mutant((right) => ({
    scan: (prefix) =>
      [...right.scan("")].filter((key) => new RegExp(`^${prefix.replace("*", ".*").replace("?", ".")}`).test(key)),
  })),
  "scans one page": mutant((right) => ({ scan: (prefix) => [...right.scan(prefix)].slice(0, 1_000) })),
};

describe("cacheContract", () => {
  it("passes a right cache", async () => {
    expect(await failuresOf(mutant(() => ({})))).toEqual([]);
  });

  for (const [what, create] of Object.entries(wrong))
    it(`fails a cache that ${what}`, async () => {
      expect(await failuresOf(create)).not.toEqual([]);
    });
});
