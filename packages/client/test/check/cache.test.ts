import { afterEach, describe, expect, it } from "@jest/globals";
import { type Cache, localCache } from "@schematic/cache";
import { answer, answering, closeServices, startService } from "../support/service.ts";
import { clientOf, closeClients } from "../support/subject.ts";

afterEach(closeClients);
afterEach(closeServices);

const never = new Promise<never>(() => undefined);
const entitlement = {
  feature_id: "f",
  feature_key: "a",
  value_type: "numeric",
  metric_reset_at: "2026-01-01T00:00:00Z",
};
const detailed = () => startService(() => ({ data: answer("a", true, { entitlement }) }));

/** A cache that keeps JSON text and answers with promises, as one over a network does. */
function distant() {
  const texts = new Map<string, string>();
  const self = {
    ...{ texts, reads: 0 },
    async get(key: string) {
      self.reads++;
      const text = texts.get(key);
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    },
    set: async (key: string, value: unknown) => void texts.set(key, JSON.stringify(value)),
    delete: async (key: string) => void texts.delete(key),
  };
  return self;
}

describe("cached answers", () => {
  it("are repeated in full, with their age, from every kind of cache (F-N8, F-N28)", async () => {
    for (const flagCache of [localCache(), distant()]) {
      const service = await detailed();
      const client = clientOf(service, { flagCache });
      const fresh = await client.checkFlagWithEntitlement("a", { company: { id: "c1" } });
      const { ageMs, ...cached } = await client.checkFlagWithEntitlement("a", { company: { id: "c1" } });
      expect(fresh.entitlement?.metricResetAt).toEqual(new Date("2026-01-01T00:00:00Z"));
      expect(cached).toEqual({ ...fresh, source: "cache" });
      expect(ageMs).toBeGreaterThanOrEqual(0);
      const [bulk] = await client.checkFlags(["a"], { company: { id: "c1" } });
      expect(bulk).toEqual({ ...cached, ageMs: bulk?.ageMs });
      expect(service.arrivals).toHaveLength(1);
    }
  });

  it("are found whatever the order of keys (F-N16)", async () => {
    const service = await startService();
    const client = clientOf(service);
    await client.checkFlag("a", { company: { x: "1", y: "2" }, user: { id: "u1" } });
    await client.checkFlag("a", { user: { id: "u1" }, company: { y: "2", x: "1" } });
    expect(service.arrivals).toHaveLength(1);
  });

  it("are apart for contexts whose keys and values contain each other's separators", async () => {
    const service = await startService();
    const client = clientOf(service);
    const contexts = [
      { company: { a: "1;b=2" } },
      { company: { a: "1", b: "2" } },
      { user: { a: "1", b: "2" } },
      { company: { a: "1" }, user: { b: "2" } },
      { company: { 'a":"1","b': "2" } },
    ];
    for (const context of contexts) await client.checkFlag("a", context);
    expect(service.arrivals).toHaveLength(contexts.length);
  });

  it("are apart for environments that share a cache, and carry no key (F-C2)", async () => {
    const flagCache = distant();
    const service = await startService();
    for (const apiKey of ["sch_dev_one", "sch_dev_two"]) await clientOf(service, { apiKey, flagCache }).checkFlag("a");
    await clientOf(service, { apiKey: "sch_dev_one", environmentId: "env_2", flagCache }).checkFlag("a");
    expect(service.arrivals).toHaveLength(3);
    expect([...flagCache.texts].flat().join()).not.toContain("sch_dev");
  });

  it("serve a second client of the same environment", async () => {
    const flagCache = distant();
    const service = await startService();
    await clientOf(service, { flagCache }).checkFlag("a");
    expect(await clientOf(service, { flagCache }).checkFlagWithEntitlement("a")).toMatchObject({ source: "cache" });
  });

  it("cannot be corrupted by callers (F-N15)", async () => {
    const client = clientOf(await detailed());
    type Open = { value: boolean; entitlement?: { usage?: number } };
    const spoil = (check: unknown) => {
      const open = check as Open;
      open.value = false;
      if (open.entitlement) open.entitlement.usage = 99;
    };
    for (let i = 0; i < 3; i++) {
      const check = await client.checkFlagWithEntitlement("a");
      expect(check.value).toBe(true);
      expect(check.entitlement?.usage).toBeUndefined();
      spoil(check);
    }
  });

  it("fill the caches before the one that had the answer", async () => {
    const [near, far] = [localCache(), distant()];
    const service = await startService();
    await clientOf(service, { flagCache: far }).checkFlag("a");
    const client = clientOf(service, { flagCache: [near, far] });
    await client.checkFlag("a");
    expect(client.checkFlagWithEntitlementSync("a")).toMatchObject({ value: true, source: "cache" });
    expect(far.reads).toBe(2);
  });

  it("are handed to waitUntil while they are written, by one flag and many, and hurt nobody when it throws", async () => {
    const far = distant();
    const writing: Promise<unknown>[] = [];
    const service = await startService();
    const client = clientOf(service, {
      flagCache: far,
      events: { waitUntil: (promise) => void writing.push(promise) },
    });
    await client.checkFlag("c");
    await client.checkFlags(["a"]);
    await Promise.all(writing);
    expect([writing.length, far.texts.size]).toEqual([2, 3]);
    const broken = clientOf(service, { flagCache: distant(), events: { waitUntil: throws } });
    expect(await broken.checkFlag("c")).toBe(true);
    const near = clientOf(service, { events: { waitUntil: throws } });
    expect(await near.checkFlag("c")).toBe(true);
    expect(near.lines).toEqual([]);
  });

  it("are not kept at all with an empty list", async () => {
    const service = await startService();
    const client = clientOf(service, { flagCache: [] });
    await client.checkFlag("a");
    await client.checkFlag("a");
    expect(service.arrivals).toHaveLength(2);
  });

  it("are neither read nor written by preflighted checks", async () => {
    const service = await startService();
    const client = clientOf(service);
    await client.checkFlag("a");
    await client.checkFlag("a", {}, { usage: 5 });
    await client.checkFlag("a", {}, { usage: 5 });
    expect(client.checkFlagWithEntitlementSync("a", {}, { usage: 5 })).toMatchObject({ source: "default" });
    expect(service.arrivals).toHaveLength(3);
    expect(await client.checkFlagWithEntitlement("a")).toMatchObject({ source: "cache" });
  });
});

const asRejecting: Cache = {
  get: () => Promise.reject(new Error("cache down")),
  set: () => Promise.reject(new Error("cache down")),
  delete: () => Promise.reject(new Error("cache down")),
};

const throws = () => {
  throw new Error("cache down");
};

describe("a cache that fails", () => {
  it("is passed over, and reported once in the log: the API answers (F-N5)", async () => {
    for (const flagCache of [asRejecting, { get: throws, set: throws, delete: throws } as Cache]) {
      const errors: Error[] = [];
      const client = clientOf(await startService(), {
        flagCache,
        hooks: { onError: (error) => void errors.push(error) },
      });
      for (let i = 0; i < 3; i++)
        expect(await client.checkFlagWithEntitlement("a")).toMatchObject({ value: true, source: "api" });
      expect(await client.checkFlags(["a"])).toMatchObject([{ value: true, source: "api" }]);
      expect(errors.map((error) => error.message)).toContain("cache down");
      expect(client.lines.filter((line) => line.includes("cache down"))).toHaveLength(1);
    }
  });

  it("is passed over when it hangs, in reads and writes, for one flag and many", async () => {
    const flagCache: Cache = { get: () => never, set: () => never, delete: () => never };
    const client = clientOf(await startService(), { flagCache });
    expect(await client.checkFlagWithEntitlement("a")).toMatchObject({ value: true, source: "api" });
    expect(await client.checkFlags(["a"])).toMatchObject([{ value: true, source: "api" }]);
    expect(client.checkFlagSync("a")).toBe(false);
  });

  it("does not keep the next one from answering", async () => {
    const far = distant();
    const service = await startService();
    await clientOf(service, { flagCache: far }).checkFlag("a");
    const client = clientOf(service, { flagCache: [asRejecting, far] });
    expect(await client.checkFlagWithEntitlement("a")).toMatchObject({ source: "cache" });
  });

  it("is passed over when it holds what nobody of us wrote", async () => {
    const odd = [
      null,
      "text",
      7,
      true,
      [],
      {},
      { at: "now" },
      { at: 1, answer: null },
      { at: 1, answer: { value: "yes" } },
    ];
    for (const value of odd) {
      const flagCache: Cache = { get: () => value, set: () => undefined, delete: () => undefined };
      expect(await clientOf(await startService(), { flagCache }).checkFlagWithEntitlement("a")).toMatchObject({
        source: "api",
      });
    }
  });

  it("is passed over when what it gives cannot be read", async () => {
    const trap = Object.defineProperty({}, "at", { get: throws });
    for (const get of [() => trap, async () => trap]) {
      const flagCache: Cache = { get, set: () => undefined, delete: () => undefined };
      const client = clientOf(await startService(), { flagCache });
      expect(client.checkFlagSync("a")).toBe(false);
      expect(await client.checkFlagWithEntitlement("a")).toMatchObject({ value: true, source: "api" });
      expect(await client.checkFlags(["a"])).toMatchObject([{ value: true, source: "api" }]);
    }
  });

  it("does not throw into a check when it answers with a thenable of another library", async () => {
    const inner = distant();
    // biome-ignore lint/suspicious/noThenProperty: that is what a thenable has
    const get = (key: string) => ({ then: (resolve: (value: unknown) => void) => void inner.get(key).then(resolve) });
    const service = await startService();
    const client = clientOf(service, { flagCache: { ...inner, get } as unknown as Cache });
    await client.checkFlag("a");
    expect(await client.checkFlagWithEntitlement("a")).toMatchObject({ source: "cache" });
  });
});

describe("stale answers", () => {
  const expired = (staleIfErrorMs?: number) => ({ flagCache: [localCache({ ttlMs: 0 })], staleIfErrorMs });

  it("answer for a failing API where that is wished, and say what failed", async () => {
    const service = await startService();
    const client = clientOf(service, expired(60_000));
    await client.checkFlag("a", { company: { id: "c1" } });
    service.treat = () => ({ status: 400, text: "{}" });
    for (const check of [
      await client.checkFlagWithEntitlement("a", { company: { id: "c1" } }),
      ...(await client.checkFlags(["a"], { company: { id: "c1" } })),
    ])
      expect(check).toMatchObject({
        value: true,
        source: "cache",
        error: "BadRequestError (400)",
        ageMs: expect.any(Number),
      });
    expect(await client.checkFlagWithEntitlement("a", { company: { id: "c2" } })).toMatchObject({ source: "default" });
  });

  it("do not answer otherwise, nor once they are too old", async () => {
    for (const options of [expired(), expired(0), expired(1)]) {
      const service = await startService();
      const client = clientOf(service, options);
      await client.checkFlag("a");
      await new Promise((resolve) => setTimeout(resolve, 5));
      service.treat = () => ({ status: 400, text: "{}" });
      expect(await client.checkFlagWithEntitlement("a")).toMatchObject({ value: false, source: "default" });
    }
  });

  it("never answer in place of a flag that the service answers", async () => {
    const service = await startService();
    const client = clientOf(service, expired(60_000));
    await client.checkFlag("a");
    service.treat = (arrival) => (arrival.url === "/flags/a/check" ? { data: answer("a", false) } : answering(arrival));
    expect(await client.checkFlagWithEntitlement("a")).toMatchObject({ value: false, source: "api" });
  });
});
