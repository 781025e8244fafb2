import { afterEach, describe, expect, it, jest } from "@jest/globals";
import type { FlagSource } from "@schematic/api/core";
import { localCache } from "@schematic/cache";
import { fakeSource } from "../support/fake-source.ts";
import { closeServices, startService } from "../support/service.ts";
import { clientOf, closeClients } from "../support/subject.ts";

afterEach(closeClients);
afterEach(closeServices);

const context = { company: { id: "c1" }, user: { id: "u1" } };
const never = new Promise<never>(() => undefined);
const throws = () => {
  throw new Error("source broke");
};

type FlagCheckBody = { readonly type: string; readonly body: object };

describe("a local source", () => {
  it("answers before caches and API, and what it cannot answer goes on to them", async () => {
    const service = await startService();
    const { source, seen } = fakeSource({ local: true, off: false });
    const client = clientOf(service, { datastream: source });
    expect(await client.checkFlagWithEntitlement("local", context)).toEqual({
      ...{ flag: "local", value: true, reason: "Matched rule", source: "datastream" },
      ...{ flagId: "flag_1", ruleId: "rule_1", ageMs: 3 },
    });
    expect(await client.checkFlag("off", context)).toBe(false);
    expect(service.arrivals).toEqual([]);
    expect(await client.checkFlagWithEntitlement("elsewhere", context)).toMatchObject({ value: true, source: "api" });
    expect(await client.checkFlagWithEntitlement("elsewhere", context)).toMatchObject({ value: true, source: "cache" });
    expect(seen.contexts[0]).toEqual(context);
  });

  it("that can answer without waiting is not asked for a promise, and for one where it cannot", async () => {
    const service = await startService();
    const { source, seen } = fakeSource({ local: true, later: true });
    const checkAtOnce: FlagSource["checkAtOnce"] = (flag, to) =>
      flag === "later" ? undefined : source.checkSync(flag, to);
    const check = jest.fn(source.check);
    const client = clientOf(service, { datastream: { ...source, check, checkAtOnce } });
    expect(await client.checkFlag("local", context)).toBe(true);
    expect(check).not.toHaveBeenCalled();
    expect(await client.checkFlag("later", context)).toBe(true);
    expect(check).toHaveBeenCalledTimes(1);
    expect(seen.checks).toEqual(["local", "later"]);
    expect(service.arrivals).toEqual([]);
  });

  it("whose answer at once fails is passed over", async () => {
    const service = await startService();
    const { source } = fakeSource();
    const client = clientOf(service, { datastream: { ...source, checkAtOnce: throws } });
    expect(await client.checkFlagWithEntitlement("a", context)).toMatchObject({ value: true, source: "api" });
  });

  it("costs no timer where it answers at once, and is bounded where it does not", async () => {
    const { source } = fakeSource({ local: true });
    const options = { flagCheckEvents: "off", flagCache: [] } as const;
    const client = clientOf(await startService(), { ...options, datastream: source });
    const timers = jest.spyOn(globalThis, "setTimeout");
    try {
      expect(await client.checkFlag("local", context)).toBe(true);
      expect(timers).not.toHaveBeenCalled();
      await client.checkFlag("elsewhere", context);
      expect(timers).toHaveBeenCalled();
    } finally {
      timers.mockRestore();
    }
  });

  it.each([{}, { value: "yes" }, 7, null])("is passed over where it answers neither on nor off: %j", async (odd) => {
    const service = await startService();
    const { source } = fakeSource({}, { check: async () => odd as never, checkSync: () => odd as never });
    const client = clientOf(service, { datastream: source, flagCache: [] });
    expect(await client.checkFlagWithEntitlement("a", context)).toMatchObject({ value: true, source: "api" });
    expect(await client.checkFlags(["a"], context)).toMatchObject([{ value: true, source: "api" }]);
    expect(client.checkFlagSync("a", context, { defaultValue: true })).toBe(true);
  });

  it("that is still waiting when the time is over answers with what it has at hand", async () => {
    const { source } = fakeSource({ local: true }, { check: () => never });
    const client = clientOf(await startService(), { datastream: source });
    const options = { timeoutMs: 20 };
    expect(await client.checkFlagWithEntitlement("local", context, options)).toMatchObject({ source: "datastream" });
    expect(await client.checkFlags(["local", "a"], context, options)).toMatchObject([
      { value: true, source: "datastream" },
      { value: false, source: "default", error: "TimeoutError" },
    ]);
  });

  it("is told of key, address, environment, headers, logger and hooks once, when the client is made", async () => {
    const { source, seen } = fakeSource();
    clientOf(await startService(), { datastream: source, environmentId: "env_1", headers: { "x-a": "1" } });
    expect(seen.hosts).toEqual([
      expect.objectContaining({ apiKey: "sch_dev_key", environmentId: "env_1", headers: { "x-a": "1" } }),
    ]);
    expect(seen.hosts[0]?.logger).toBeDefined();
    expect([seen.readies, seen.checks.length]).toEqual([0, 0]);
  });

  it("answers many flags as far as it can; one request answers the rest", async () => {
    const service = await startService();
    const { source } = fakeSource({ local: true });
    const client = clientOf(service, { datastream: source });
    const checks = await client.checkFlags(["b", "local", "a", "local"], context);
    expect(checks.map(({ flag, value, source: from }) => [flag, value, from])).toEqual([
      ["b", false, "api"],
      ["local", true, "datastream"],
      ["a", true, "api"],
      ["local", true, "datastream"],
    ]);
    expect(service.arrivals.map(({ url }) => url)).toEqual(["/flags/check"]);
  });

  it("is passed over when it throws, rejects or hangs", async () => {
    const broken = [{ check: throws, checkSync: throws }, { check: () => Promise.reject(new Error("source broke")) }];
    for (const changes of broken) {
      const client = clientOf(await startService(), { datastream: fakeSource({}, changes).source });
      expect(await client.checkFlagWithEntitlement("a", context)).toMatchObject({ value: true, source: "api" });
      expect(await client.checkFlags(["a"], context)).toMatchObject([
        { value: true, source: expect.stringMatching(/api|cache/) },
      ]);
      expect(client.checkFlagWithEntitlementSync("a", context)).toMatchObject({ value: true, source: "cache" });
      expect(client.lines.join()).toContain("source broke");
    }
    const hanging = fakeSource({}, { check: () => never, ready: () => never, close: () => never }).source;
    const client = clientOf(await startService(), { datastream: hanging });
    expect(await client.checkFlag("a", context, { timeoutMs: 30, defaultValue: true })).toBe(true);
    expect(await client.ready({ timeoutMs: 30 })).toMatchObject({ ready: false });
    expect(await client.close({ timeoutMs: 30 })).toMatchObject({ pending: 0 });
  });

  it("is passed over when it throws what has no text, or answers what cannot be read", async () => {
    const bare = () => {
      throw Object.create(null);
    };
    const trap = Object.defineProperty({}, "value", { get: throws }) as never;
    const broken = [
      { check: bare, checkSync: bare, ready: bare, close: bare, tracked: bare },
      { check: async () => bare(), ready: async () => bare(), close: async () => bare() },
      { check: async () => trap, checkSync: () => trap },
    ];
    for (const changes of broken) {
      const client = clientOf(await startService(), { datastream: fakeSource({}, changes).source });
      expect(typeof (await client.checkFlag("a", context))).toBe("boolean");
      expect(typeof client.checkFlagSync("a", context)).toBe("boolean");
      expect(await client.checkFlags(["a"], context)).toHaveLength(1);
      expect(client.track({ event: "query" })).toMatchObject({ accepted: true });
      expect(await client.ready()).toHaveProperty("ready");
      expect(await client.close()).toMatchObject({ delivered: 1 });
    }
  });

  it("may say null for no entitlement", async () => {
    const answer = { flag: "a", value: true, reason: "r", source: "datastream", entitlement: null } as never;
    const { source } = fakeSource({}, { check: async () => answer, checkSync: () => answer });
    const client = clientOf(await startService(), { datastream: source, hooks: { onCheck: () => undefined } });
    expect(await client.checkFlag("a", context)).toBe(true);
    expect(client.checkFlagSync("a", context)).toBe(true);
  });

  it("gets the preflight of a check, whichever form it has", async () => {
    const { source, seen } = fakeSource({ a: true });
    const client = clientOf(await startService(), { datastream: source });
    await client.checkFlag("a", context, { usage: 1.5, creditCost: { cr: 2 } });
    client.checkFlagSync("a", context, { usage: 1.5, creditCost: { cr: 2 } });
    expect(seen.preflights.length).toBeGreaterThanOrEqual(2);
    for (const preflight of seen.preflights) expect(preflight).toMatchObject({ usage: 2, creditCost: { cr: 2 } });
  });

  it("moves local metrics with every accepted event, but not with history or refused events", async () => {
    const { source, seen } = fakeSource();
    const client = clientOf(await startService(), { datastream: source });
    client.track({ event: "query", company: { id: "c1" }, quantity: 2 });
    client.track({ event: "query", company: { id: "c1" } }, { backfill: true, sentAt: new Date(Date.now() - 1_000) });
    const history = { event: "query", backfill: true, sentAt: new Date(Date.now() - 1_000) };
    expect(client.track(history)).toMatchObject({ accepted: true });
    client.track({ event: "" });
    expect(seen.tracked).toEqual([{ event: "query", company: { id: "c1" }, quantity: 2 }]);
  });

  it("cannot break an event by throwing", async () => {
    const service = await startService();
    const client = clientOf(service, { datastream: fakeSource({}, { tracked: throws }).source });
    expect(client.track({ event: "query" })).toMatchObject({ accepted: true });
    expect(await client.flush()).toMatchObject({ delivered: 1 });
  });
});

describe("reports of local checks", () => {
  async function reported(flagCheckEvents: "all" | "off" | { sampleRate: number } | undefined) {
    const service = await startService();
    const { source } = fakeSource({ local: true });
    const client = clientOf(service, { datastream: source, flagCheckEvents });
    await client.checkFlag("local", context);
    client.checkFlagSync("local", context, { usage: 1 });
    await client.checkFlag("a", context);
    await client.checkFlag("a", context);
    await client.checkFlags(["local", "a"], context);
    await client.close();
    const batches = service.arrivals.filter(({ url }) => url === "/batch");
    return batches.flatMap(({ body }) => (body as { events: FlagCheckBody[] }).events);
  }

  it("are sent for single checks that the source answered, and for no others", async () => {
    const events = await reported(undefined);
    expect(events.map(({ type }) => type)).toEqual(["flag_check", "flag_check"]);
    expect(events[0]?.body).toMatchObject({
      ...{ flag_key: "local", value: true, reason: "Matched rule", flag_id: "flag_1", rule_id: "rule_1" },
      ...{ req_company: { id: "c1" }, req_user: { id: "u1" } },
    });
    expect(events[1]?.body).toMatchObject({ flag_key: "local", preflight: true });
  });

  it("can be sampled or switched off", async () => {
    expect(await reported("off")).toEqual([]);
    expect(await reported({ sampleRate: 0 })).toEqual([]);
    expect(await reported({ sampleRate: 1 })).toHaveLength(2);
  });
});

describe("checks that answer at once", () => {
  it("answer from the source, from a cache that answers at once, else with the default", async () => {
    const service = await startService();
    const flagCache = localCache();
    const client = clientOf(service, { datastream: fakeSource({ local: true }).source, flagCache });
    expect(client.checkFlagSync("local", context)).toBe(true);
    expect(client.checkFlagWithEntitlementSync("a", context, { defaultValue: true })).toMatchObject({
      ...{ flag: "a", value: true, source: "default", reason: "No local data - using default value" },
    });
    await client.checkFlag("a", context);
    expect(client.checkFlagWithEntitlementSync("a", context)).toMatchObject({ value: true, source: "cache" });
    expect(service.arrivals).toHaveLength(1);
  });

  it("answer with the default when the cache answers with promises", async () => {
    const inner = localCache();
    const flagCache = {
      get: async (key: string) => inner.get(key),
      set: inner.set.bind(inner),
      delete: inner.delete.bind(inner),
    };
    const client = clientOf(await startService(), { flagCache });
    await client.checkFlag("a");
    expect(client.checkFlagWithEntitlementSync("a")).toMatchObject({ source: "default" });
    expect(await client.checkFlagWithEntitlement("a")).toMatchObject({ source: "cache" });
  });
});
