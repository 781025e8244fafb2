import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { fakeSource } from "../support/fake-source.ts";
import { answer, answering, closeServices, startService } from "../support/service.ts";
import { clientOf, closeClients } from "../support/subject.ts";

afterEach(closeClients);
afterEach(closeServices);
afterEach(() => void jest.restoreAllMocks());

/** A service that holds its answers until released. */
async function holding() {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const service = await startService(async (arrival) => {
    await released;
    return answering(arrival);
  });
  return { service, release: () => release() };
}

describe("identical checks at the same time", () => {
  for (const flagCache of [undefined, []])
    it(`ask the API once, ${flagCache ? "without" : "with"} a cache (F-N17)`, async () => {
      const { service, release } = await holding();
      const client = clientOf(service, { flagCache });
      const checks = Array.from({ length: 20 }, () => client.checkFlagWithEntitlement("a", { company: { id: "c1" } }));
      await service.arrived(1);
      release();
      for (const check of await Promise.all(checks)) expect(check).toMatchObject({ value: true, source: "api" });
      expect(service.arrivals).toHaveLength(1);
    });

  it("of many flags ask the API once (F-N17)", async () => {
    const { service, release } = await holding();
    const client = clientOf(service, { flagCache: [] });
    const checks = Array.from({ length: 20 }, () => client.checkFlags(["a", "b"], { company: { id: "c1" } }));
    await service.arrived(1);
    release();
    for (const check of await Promise.all(checks)) expect(check).toMatchObject([{ value: true }, { value: false }]);
    expect(service.arrivals).toHaveLength(1);
  });

  it("give each caller an answer of its own", async () => {
    const { service, release } = await holding();
    const client = clientOf(service);
    const both = [client.checkFlagWithEntitlement("a"), client.checkFlagWithEntitlement("a")];
    await service.arrived(1);
    release();
    const [first, second] = await Promise.all(both);
    expect(first).toEqual(second);
    expect(first).not.toBe(second);
  });

  it("are different checks when flag, company, user or preflight differ", async () => {
    const { service, release } = await holding();
    const client = clientOf(service);
    const checks = [
      client.checkFlag("a", { company: { id: "c1" } }),
      client.checkFlag("b", { company: { id: "c1" } }),
      client.checkFlag("a", { company: { id: "c2" } }),
      client.checkFlag("a", { user: { id: "c1" } }),
      client.checkFlag("a", { company: { id: "c1" } }, { usage: 1 }),
      client.checkFlag("a", { company: { id: "c1" } }, { usage: 2 }),
    ];
    await service.arrived(checks.length);
    release();
    await Promise.all(checks);
    expect(service.arrivals).toHaveLength(checks.length);
  });

  it("ask for whom they were called, although the caller uses one object for all of them", async () => {
    const distant = { get: async () => undefined, set: async () => undefined, delete: async () => undefined };
    for (const options of [{}, { flagCache: distant }, { datastream: fakeSource().source }]) {
      const service = await startService(({ body }) => {
        const { company } = body as { company: { id: string } };
        return { data: answer("a", company.id === "c2") };
      });
      const client = clientOf(service, options);
      const shared = { company: { id: "" } };
      const ask = (id: string) => {
        shared.company.id = id;
        return client.checkFlag("a", shared);
      };
      expect(await Promise.all(["c1", "c2", "c3"].map(ask))).toEqual([false, true, false]);
    }
  });

  it("are answered with their own defaults when the API fails, and asked again afterwards", async () => {
    const { service, release } = await holding();
    const client = clientOf(service);
    service.treat = async () => {
      await service.arrived(1);
      return { status: 400, text: "{}" };
    };
    const both = [
      client.checkFlag("a", {}, { defaultValue: true }),
      client.checkFlag("a", {}, { defaultValue: false }),
    ];
    expect(await Promise.all(both)).toEqual([true, false]);
    service.treat = answering;
    release();
    expect(await client.checkFlag("a")).toBe(true);
  });

  it("do not fail with the one that gives up, or whose time is over", async () => {
    for (const flagCache of [undefined, []]) {
      const { service, release } = await holding();
      const client = clientOf(service, { flagCache });
      const patient = client.checkFlagWithEntitlement("a", { company: { id: "c1" } });
      const hurried = client.checkFlagWithEntitlement("a", { company: { id: "c1" } }, { timeoutMs: 10 });
      const controller = new AbortController();
      const leaving = client.checkFlagWithEntitlement("a", { company: { id: "c1" } }, { signal: controller.signal });
      controller.abort();
      expect(await leaving).toMatchObject({ source: "default", error: expect.stringContaining("AbortError") });
      expect(await hurried).toMatchObject({ source: "default", error: expect.stringContaining("TimeoutError") });
      release();
      expect(await patient).toMatchObject({ value: true, source: "api" });
    }
  });

  /** Lets the clock of this process be so much later. */
  const pass = (ms: number) => {
    const now = performance.now.bind(performance);
    jest.spyOn(performance, "now").mockImplementation(() => now() + ms);
  };

  it("are not made to wait for an answer that does not come: after a second the next one asks anew", async () => {
    for (const flagCache of [undefined, []]) {
      const service = await startService((arrival) => (arrival.index === 0 ? "hang" : answering(arrival)));
      const client = clientOf(service, { flagCache, checkTimeoutMs: 60_000 });
      const controller = new AbortController();
      const first = client.checkFlagWithEntitlement("a", {}, { signal: controller.signal });
      await service.arrived(1);
      pass(1_500);
      expect(await client.checkFlagWithEntitlement("a")).toMatchObject({ value: true, source: "api" });
      jest.restoreAllMocks();
      controller.abort();
      expect(await first).toMatchObject({ source: "default" });
    }
  });

  it("fill the cache though every caller has less time than the service takes", async () => {
    const { service, release } = await holding();
    const client = clientOf(service);
    for (let i = 0; i < 3; i++)
      expect(await client.checkFlagWithEntitlement("a", {}, { timeoutMs: 5 })).toMatchObject({ source: "default" });
    await service.arrived(1);
    release();
    await new Promise<void>((resolve) => {
      const poll = () => (client.checkFlagSync("a") ? resolve() : void setTimeout(poll, 2));
      poll();
    });
  });

  it("are not answered from a cache by an answer that was held up while a newer one came", async () => {
    let release: () => void = () => undefined;
    const service = await startService(async ({ index }) => {
      if (index === 0)
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      return { data: answer("a", index === 0) };
    });
    const client = clientOf(service, { checkTimeoutMs: 60_000 });
    const patient = client.checkFlag("a");
    await service.arrived(1);
    pass(1_500);
    expect(await client.checkFlagWithEntitlement("a")).toMatchObject({ value: false, source: "api" });
    jest.restoreAllMocks();
    release();
    expect(await patient).toBe(true);
    expect(await client.checkFlagWithEntitlement("a")).toMatchObject({ value: false, source: "cache" });
  });

  it("do not lose their time to a request that has little of it left", async () => {
    const service = await startService((arrival) => (arrival.index === 0 ? "hang" : answering(arrival)));
    const client = clientOf(service, { checkTimeoutMs: 1_000 });
    const early = client.checkFlagWithEntitlement("a");
    await service.arrived(1);
    const late = client.checkFlagWithEntitlement("a", {}, { timeoutMs: 60_000 });
    expect(await late).toMatchObject({ value: true, source: "api" });
    expect(await early).toMatchObject({ source: "default" });
  });
});
