import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "@jest/globals";
import { Schematic as Core } from "../src/core.ts";
import type { FlagCheck } from "../src/index.ts";
import { fakeSource } from "./support/fake-source.ts";
import { answer, answering, closeServices, type Service, startService } from "./support/service.ts";
import { clientOf, closeClients, recorder } from "./support/subject.ts";

afterEach(async () => {
  await closeClients();
  await closeServices();
});

const never = new Promise<never>(() => undefined);

const entitled = {
  entitlement: {
    ...{ feature_id: "f", feature_key: "a", value_type: "numeric", usage: 3 },
    ...{ metric_reset_at: "2026-12-01T00:00:00Z", warning_tiers: [{ key: "low", value: 1 }] },
  },
};

/** A service whose every answer has an entitlement. */
const entitling: Service["treat"] = ({ url }) => ({
  data: url === "/flags/check" ? { flags: [answer("a", true, entitled)] } : answer("a", true, entitled),
});

/** Does to an answer whatever a caller could, whatever the types say. */
function spoil(check: FlagCheck | undefined): void {
  const { entitlement } = check ?? {};
  entitlement?.metricResetAt?.setTime(0);
  Object.assign(entitlement?.warningTiers?.[0] ?? {}, { value: 99 });
  Object.assign(entitlement ?? {}, { usage: 99 });
  Object.assign(check ?? {}, { value: false });
}

const untouched = {
  value: true,
  entitlement: { usage: 3, metricResetAt: new Date("2026-12-01"), warningTiers: [{ value: 1 }] },
};

describe("what one party does to an answer", () => {
  it("does not reach those who asked the same at the same time", async () => {
    const client = clientOf(await startService(entitling));
    const [first, second] = await Promise.all(["a", "a"].map((flag) => client.checkFlagWithEntitlement(flag)));
    spoil(first);
    expect(second).toMatchObject(untouched);
  });

  it("does not reach those who asked for all flags at the same time, nor the same flag twice in one call", async () => {
    const client = clientOf(await startService(entitling));
    const [[first, again], all] = await Promise.all([client.checkFlags(["a", "a"]), client.checkAllFlags()]);
    spoil(first);
    expect([again, all[0]]).toMatchObject([untouched, untouched]);
  });

  it("does not reach the cache", async () => {
    const client = clientOf(await startService(entitling));
    spoil(await client.checkFlagWithEntitlement("a"));
    spoil(await client.checkFlagWithEntitlement("a"));
    expect(await client.checkFlagWithEntitlement("a")).toMatchObject({ ...untouched, source: "cache" });
  });

  it("does not reach a rich default, whether its owner or its reader does it", async () => {
    const make = () => ({
      value: true,
      entitlement: {
        ...{ featureId: "f", featureKey: "a", valueType: "numeric", usage: 3 },
        ...{ metricResetAt: new Date("2026-12-01"), warningTiers: [{ key: "low", value: 1 }] },
      },
    });
    const [given, set] = [make(), make()];
    const client = clientOf({ url: "http://127.0.0.1:1" }, { offline: true, flagDefaults: { a: given } });
    client.setFlagDefault("b", set);
    for (const flag of ["a", "b"]) spoil(await client.checkFlagWithEntitlement(flag));
    for (const own of [given, set]) own.entitlement.usage = 7;
    for (const flag of ["a", "b"]) expect(await client.checkFlagWithEntitlement(flag)).toMatchObject(untouched);
  });

  it("does not change the answer when a hook does it", async () => {
    const client = clientOf(await startService(entitling), { hooks: { onCheck: spoil } });
    expect(await client.checkFlagWithEntitlement("a")).toMatchObject(untouched);
    expect(await client.checkFlags(["a"])).toMatchObject([untouched]);
  });
});

describe("a part of the user's own that misbehaves", () => {
  it("a local source that hangs delays a check by no more than its time", async () => {
    const { source } = fakeSource({}, { check: () => never, ready: () => never, close: () => never });
    const client = clientOf(await startService(), { datastream: source });
    const check = await client.checkFlagWithEntitlement("a", {}, { timeoutMs: 20, defaultValue: true });
    expect(check).toMatchObject({ value: true, source: "default", error: "TimeoutError" });
    expect(await client.checkFlags(["a", "b"], {}, { timeoutMs: 20 })).toMatchObject([{ error: "TimeoutError" }, {}]);
    expect(await client.ready({ timeoutMs: 20 })).toMatchObject({ ready: false });
    await client.close({ timeoutMs: 20 });
  });

  it("a cache that hangs does not make a bulk check overrun its time", async () => {
    const stuck = { get: () => never, set: () => never, delete: () => never };
    const service = await startService(() => "hang");
    const client = clientOf(service, { flagCache: stuck });
    const slow = new Promise((resolve) => setTimeout(resolve, 80, "late"));
    expect(await Promise.race([client.checkFlags(["a"], {}, { timeoutMs: 10 }), slow])).not.toBe("late");
  });

  it("a cache that answers with nonsense is passed over", async () => {
    const nonsense = [
      null,
      7,
      "x",
      {},
      { at: "now" },
      { at: 1, answer: { value: true, reason: "x", entitlement: null } },
    ];
    for (const value of nonsense) {
      const flagCache = {
        get: () => value,
        getMany: () => value as never,
        set: () => undefined,
        delete: () => undefined,
      };
      const client = clientOf(await startService(), { flagCache });
      expect(await client.checkFlagWithEntitlement("a")).toMatchObject({ value: true, source: "api" });
      expect(await client.checkFlags(["a", "b"])).toMatchObject([{ source: "api" }, { source: "api" }]);
    }
  });

  it("time limits that are none count as absent, and endless ones as long", async () => {
    const client = clientOf(await startService(), { flagCache: [] });
    for (const timeoutMs of [Number.POSITIVE_INFINITY, Number.NaN, -1])
      expect(await client.checkFlagWithEntitlement("a", {}, { timeoutMs })).toMatchObject({ source: "api" });
  });
});

describe("asking for all flags", () => {
  it("makes one request for all who ask at once for the same context, however they ask", async () => {
    const service = await startService(answering);
    const client = clientOf(service, { flagCache: [] });
    const context = { company: { id: "c", slug: "s" } };
    const same = { company: { slug: "s", id: "c" } };
    await Promise.all([
      client.checkFlags(["a"], context),
      client.checkFlags(["b", "a"], same),
      client.checkAllFlags(context),
      client.checkFlags(["a"], { company: { id: "other" } }),
    ]);
    expect(service.arrivals.map(({ url }) => url)).toEqual(["/flags/check", "/flags/check"]);
  });
});

describe("what a client shows", () => {
  it("holds no API key, however it is printed", () => {
    for (const client of [
      clientOf({ url: "http://127.0.0.1:1" }, { apiKey: "sch_dev_secret" }),
      new Core({ apiKey: "sch_dev_secret", logger: recorder() }),
    ]) {
      expect(inspect(client, { depth: 9, showHidden: true, getters: true })).not.toContain("sch_dev_secret");
      expect(JSON.stringify(client)).not.toContain("sch_dev_secret");
    }
  });

  it("warns that it is offline without a key also when offline mode was declined", () => {
    for (const apiKey of ["", "  ", undefined]) {
      const client = clientOf({ url: "http://127.0.0.1:1" }, { apiKey, offline: false });
      expect(client.lines.filter((line) => line.startsWith("warn No API key"))).toHaveLength(1);
    }
    expect(clientOf({ url: "http://127.0.0.1:1" }, { apiKey: "", offline: true }).lines).toEqual([]);
  });
});
