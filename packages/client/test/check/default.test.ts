import { afterEach, describe, expect, it } from "@jest/globals";
import { closeServices, startService } from "../support/service.ts";
import { clientOf, closeClients } from "../support/subject.ts";

afterEach(closeClients);
afterEach(closeServices);

const nowhere = { url: "http://127.0.0.1:1" };
const failing = () => startService(() => ({ status: 400, text: '{"error":"bad"}' }));

describe("the default of a check", () => {
  it("is the call's, else the client's, else off; a value or a function", async () => {
    const client = clientOf(await failing(), { flagDefaults: { on: true } });
    expect(await client.checkFlag("on")).toBe(true);
    expect(await client.checkFlag("on", {}, { defaultValue: false })).toBe(false);
    expect(await client.checkFlag("on", {}, { defaultValue: () => false })).toBe(false);
    expect(await client.checkFlag("off")).toBe(false);
    expect(await client.checkFlag("off", {}, { defaultValue: () => true })).toBe(true);
  });

  it("may say more than on or off", async () => {
    const entitlement = { featureId: "feat_1", featureKey: "exports", valueType: "numeric", allocation: 5, usage: 0 };
    const client = clientOf(await failing(), {
      flagDefaults: { exports: { value: true, reason: "assumed", entitlement } },
    });
    expect(await client.checkFlagWithEntitlement("exports")).toMatchObject({
      ...{ flag: "exports", value: true, reason: "assumed", entitlement, source: "default" },
    });
  });

  it("may be an earlier answer, whose source, age and error are not those of this one", async () => {
    const client = clientOf(await failing());
    const earlier = { flag: "b", value: true, reason: "assumed", source: "cache", ageMs: 7, error: "old" } as const;
    expect(await client.checkFlagWithEntitlement("a", {}, { defaultValue: earlier })).toEqual({
      ...{ flag: "a", value: true, reason: "assumed", source: "default", error: "BadRequestError (400)" },
    });
    expect(
      await client.checkFlagWithEntitlement("a", {}, { defaultValue: { value: true, reason: undefined as never } }),
    ).toMatchObject({ reason: expect.stringContaining("BadRequestError") });
  });

  it("counts as absent when its function gives a promise, which nobody waits for, and whose rejection hurts nobody", async () => {
    const client = clientOf(await failing(), { flagDefaults: { on: true } });
    const defaultValue = (() => Promise.reject(new Error("too late"))) as never;
    expect(await client.checkFlag("on", {}, { defaultValue })).toBe(true);
    expect(client.checkFlagSync("off", {}, { defaultValue })).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
    expect(client.lines.filter((line) => line.includes("promise"))).toHaveLength(2);
  });

  it("counts as absent when its function throws, which is logged", async () => {
    const client = clientOf(await failing(), { flagDefaults: { on: true } });
    const defaultValue = () => {
      throw new Error("no default today");
    };
    expect(await client.checkFlag("on", {}, { defaultValue })).toBe(true);
    expect(client.checkFlagSync("off", {}, { defaultValue })).toBe(false);
    expect(client.lines.filter((line) => line.includes("no default today"))).toHaveLength(2);
  });

  it("comes from a copy: neither the caller's object nor the client's defaults change with the other (F-N30)", async () => {
    const flagDefaults: Record<string, boolean> = { a: true };
    const client = clientOf(nowhere, { offline: true, flagDefaults });
    client.setFlagDefault("b", true);
    client.setFlagDefaults({ c: true, d: undefined });
    expect(flagDefaults).toEqual({ a: true });
    flagDefaults["a"] = false;
    for (const flag of ["a", "b", "c"]) expect(await client.checkFlag(flag)).toBe(true);
  });

  it("says why it had to answer", async () => {
    const offline = clientOf(nowhere, { offline: true });
    const refused = clientOf(await failing());
    expect(await offline.checkFlagWithEntitlement("a")).toEqual({
      ...{ flag: "a", value: false, reason: "Offline mode - using default value", source: "default" },
    });
    expect(await refused.checkFlagWithEntitlement("a")).toEqual({
      ...{ flag: "a", value: false, source: "default", error: "BadRequestError (400)" },
      reason: "Error occurred - using default value: BadRequestError (400)",
    });
  });

  it("is never cached: a failing flag is asked for again", async () => {
    const service = await failing();
    const client = clientOf(service);
    await client.checkFlag("a");
    await client.checkFlag("a");
    expect(service.arrivals).toHaveLength(2);
  });

  it("is off when an untyped caller gives what is neither on nor off", async () => {
    const client = clientOf(nowhere, { offline: true });
    for (const odd of ["false", 1, {}, []] as unknown[])
      expect(await client.checkFlag("a", {}, { defaultValue: odd as boolean })).toBe(false);
  });
});

describe("offline", () => {
  it("opens no connection for checks, events, the API or fetch (F-N12)", async () => {
    const service = await startService();
    const client = clientOf(service, { offline: true, flagDefaults: { a: true } });
    expect(await client.checkFlag("a", { company: { id: "c1" } })).toBe(true);
    expect(await client.checkFlags(["a", "b"])).toMatchObject([{ value: true }, { value: false }]);
    expect(await client.checkAllFlags()).toMatchObject([{ flag: "a", value: true, source: "default" }]);
    expect(client.track({ event: "query" })).toMatchObject({ accepted: false });
    expect(client.identify({ keys: { id: "u1" } })).toMatchObject({ accepted: false });
    await expect(client.fetch("/companies")).rejects.toMatchObject({ name: "OfflineError" });
    expect(await client.flush()).toEqual({ delivered: 0, dropped: 0, pending: 0 });
    expect(await client.ready()).toMatchObject({ ready: true });
    expect(service.arrivals).toEqual([]);
  });

  it("rejects calls to the API instead of resolving to what is no answer (F-N34)", async () => {
    const client = clientOf(nowhere, { offline: true });
    await expect(client.companies.getCompany("comp_1")).rejects.toMatchObject({ name: "OfflineError" });
  });

  it("is implied by a missing or blank key, with one warning, and neither when it was asked for", async () => {
    for (const apiKey of [undefined, "", "  "]) {
      const client = clientOf(nowhere, { apiKey });
      expect(await client.checkFlagWithEntitlement("a")).toMatchObject({ reason: expect.stringContaining("Offline") });
      expect(client.lines).toEqual([expect.stringContaining("No API key was given")]);
    }
    expect(clientOf(nowhere, { apiKey: undefined, offline: true }).lines).toEqual([]);
  });

  it("does not start a local source (F-G9)", async () => {
    const { fakeSource } = await import("../support/fake-source.ts");
    const { source, seen } = fakeSource({ a: true });
    const client = clientOf(nowhere, { offline: true, datastream: source });
    expect(await client.checkFlag("a")).toBe(false);
    await client.ready();
    expect([seen.hosts.length, seen.checks.length, seen.readies]).toEqual([0, 0, 0]);
  });
});
