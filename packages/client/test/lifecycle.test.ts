import { afterEach, describe, expect, it } from "@jest/globals";
import { Schematic } from "../src/index.ts";
import { fakeSource } from "./support/fake-source.ts";
import { closeServices, startService } from "./support/service.ts";
import { clientOf, closeClients } from "./support/subject.ts";

afterEach(closeClients);
afterEach(closeServices);

const never = new Promise<never>(() => undefined);

describe("ready", () => {
  it("resolves at once without a local source", async () => {
    const service = await startService();
    expect(await clientOf(service).ready()).toMatchObject({ ready: true });
    expect(service.arrivals).toEqual([]);
  });

  it("starts a local source and says what it said", async () => {
    const { source, seen } = fakeSource();
    expect(await clientOf(await startService(), { datastream: source }).ready()).toEqual({
      ready: true,
      detail: "connected",
    });
    expect(seen.readies).toBe(1);
  });

  it("never rejects and is bounded, whatever the source does", async () => {
    const service = await startService();
    const odd = [
      () => never,
      () => Promise.reject(new Error("no")),
      () => {
        throw new Error("no");
      },
    ];
    for (const ready of odd) {
      const { source } = fakeSource({}, { ready });
      expect(await clientOf(service, { datastream: source }).ready({ timeoutMs: 20 })).toMatchObject({ ready: false });
    }
  });

  it("leaves the last word to a source that hears the signal", async () => {
    const ready = (signal: AbortSignal) =>
      new Promise<{ ready: boolean; detail: string }>((resolve) => {
        signal.addEventListener("abort", () => resolve({ ready: false, detail: "the key was refused (401)" }));
      });
    const client = clientOf(await startService(), { datastream: fakeSource({}, { ready }).source });
    expect(await client.ready({ timeoutMs: 20 })).toEqual({ ready: false, detail: "the key was refused (401)" });
  });

  it("says so after close", async () => {
    const client = clientOf(await startService(), { datastream: fakeSource().source });
    await client.close();
    expect(await client.ready()).toMatchObject({ ready: false });
  });
});

describe("close", () => {
  it("makes checks answer with the default, at once, also those of the same tick", async () => {
    const service = await startService();
    const client = clientOf(service, {
      datastream: fakeSource({ a: true }).source,
      flagDefaults: { a: false, b: true },
    });
    await client.checkFlag("cached");
    const closing = client.close();
    const closed = { source: "default", error: "closed" };
    expect(await client.checkFlagWithEntitlement("a")).toMatchObject({ ...closed, value: false });
    expect(client.checkFlagWithEntitlementSync("b")).toMatchObject({ ...closed, value: true });
    expect(await client.checkFlags(["a", "cached"])).toMatchObject([closed, closed]);
    expect(await client.checkAllFlags()).toMatchObject([closed, closed]);
    await closing;
    expect(service.arrivals).toHaveLength(1);
  });

  it("is done once: later calls share the first one's result", async () => {
    const { source, seen } = fakeSource();
    const client = clientOf(await startService(), { datastream: source });
    client.track({ event: "query" });
    const [first, second] = await Promise.all([client.close(), client.close()]);
    expect(first).toEqual({ delivered: 1, dropped: 0, pending: 0 });
    expect(second).toBe(first);
    expect(await client.close()).toBe(first);
    expect(seen.closes).toBe(1);
  });

  it("is bounded when capture hangs, and says what is undelivered (F-N21)", async () => {
    const service = await startService(() => "hang");
    const client = clientOf(service);
    for (let n = 0; n < 250; n++) client.track({ event: "query" });
    const { delivered, dropped, pending } = await client.close({ timeoutMs: 50 });
    expect(delivered).toBe(0);
    expect(dropped + pending).toBe(250);
  });

  it("never rejects, whatever the source does and whatever the time is", async () => {
    const odd = [
      () => never,
      () => Promise.reject(new Error("no")),
      () => {
        throw new Error("no");
      },
    ];
    for (const close of odd) {
      const { source } = fakeSource({}, { close });
      expect(await clientOf(await startService(), { datastream: source }).close({ timeoutMs: 20 })).toMatchObject({
        pending: 0,
      });
    }
    for (const timeoutMs of [0, Number.POSITIVE_INFINITY, 1e12, Number.NaN, -1])
      expect(await clientOf(await startService()).close({ timeoutMs })).toMatchObject({ pending: 0 });
  });

  it("happens at the end of an `await using` block", async () => {
    const service = await startService();
    {
      await using client = new Schematic({ apiKey: "sch_dev_key", eventCaptureUrl: service.url });
      client.track({ event: "query" });
    }
    expect(service.arrivals).toHaveLength(1);
  });

  it("leaves calls to the API working", async () => {
    const service = await startService(() => ({ data: { id: "comp_1" } }));
    const client = clientOf(service);
    await client.close();
    expect((await client.companies.getCompany("comp_1")).data.id).toBe("comp_1");
  });
});

describe("flush", () => {
  it("resolves at once with nothing to do, and never rejects", async () => {
    const client = clientOf(await startService());
    expect(await client.flush()).toEqual({ delivered: 0, dropped: 0, pending: 0 });
    expect(await client.flush({ timeoutMs: Number.NaN })).toEqual({ delivered: 0, dropped: 0, pending: 0 });
  });

  it("is bounded, and what is pending then is delivered later", async () => {
    const service = await startService(() => "hang");
    const client = clientOf(service, { events: { requestTimeoutMs: 100 } });
    client.track({ event: "query" });
    expect(await client.flush({ timeoutMs: 20 })).toEqual({ delivered: 0, dropped: 0, pending: 1 });
    service.treat = () => ({ text: "{}" });
    expect(await client.close()).toMatchObject({ delivered: 1 });
  });
});
