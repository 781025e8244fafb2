import { describe, expect, it } from "@jest/globals";
import { cloudflareKvCache } from "../src/cloudflare-kv.ts";
import { cacheContract } from "../src/contract.ts";
import { kvNamespace } from "./support/kv-namespace.ts";

async function keysOf(keys: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const key of keys) found.push(key);
  return found;
}

describe("cloudflareKvCache", () => {
  let now = 1_000;
  const clock = () => now;
  const setup = {
    create: () => cloudflareKvCache({ namespace: kvNamespace({ now: clock }) }),
    shortTtlMs: 60_000,
    pass: (ms: number) => {
      now += ms;
    },
  };
  for (const { name, run } of cacheContract(setup)) it(name, run);

  it("raises times to live to the 60 seconds that KV demands, and rounds them up to whole seconds", async () => {
    const namespace = kvNamespace({ now: clock });
    const cache = cloudflareKvCache({ namespace, ttlMs: 5_000 });
    await cache.set("short", 1);
    await cache.set("fraction", 2, { ttlMs: 60_001 });
    now += 59_999;
    expect(await cache.get("short")).toBe(1);
    now += 1;
    expect([await cache.get("short"), await cache.get("fraction")]).toEqual([undefined, 2]);
    now += 1_000;
    expect(await cache.get("fraction")).toBeUndefined();
  });

  it("lists every page, where the official adapter stops after the first", async () => {
    const namespace = kvNamespace({ pageSize: 10 });
    const cache = cloudflareKvCache({ namespace });
    for (let i = 0; i < 35; i++) await cache.set(`flags:${i}`, i);
    expect(await keysOf(cache.scan("flags:"))).toHaveLength(35);
    expect(namespace.lists).toBe(4);
  });

  it("keeps keys beyond the length that KV allows, finds them by prefix and yields them as they were", async () => {
    const cache = cloudflareKvCache({ namespace: kvNamespace() });
    for (const letter of ["k", "é", "☕", "🔑"]) {
      const keys = [400, 447, 448, 500, 600].map((n) => `long:${letter.repeat(n / 2)}${"x".repeat(n / 2)}`);
      for (const key of keys) await cache.set(key, key.length);
      for (const key of keys) expect(await cache.get(key)).toBe(key.length);
      const listable = keys.filter((key) => new TextEncoder().encode(key).length < 1_000);
      expect((await keysOf(cache.scan(`long:${letter}`))).toSorted()).toEqual(listable.toSorted());
      for (const key of keys) await cache.delete(key);
      expect(await keysOf(cache.scan("long:"))).toEqual([]);
    }
  });

  it("cannot be made to confuse a key with the digest of another", async () => {
    const namespace = kvNamespace();
    const cache = cloudflareKvCache({ namespace, prefix: "p" });
    await cache.set("x".repeat(600), "secret");
    const [name] = (await namespace.list({ prefix: "p:" })).keys.map((key) => key.name.slice("p:".length));
    expect(await cache.get(name ?? "")).toBeUndefined();
  });

  it("takes what is not JSON for a miss", async () => {
    const namespace = kvNamespace();
    await namespace.put("schematic:a", "not json");
    expect(await cloudflareKvCache({ namespace }).get("a")).toBeUndefined();
  });
});
