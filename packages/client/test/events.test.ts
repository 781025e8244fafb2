import { afterEach, describe, expect, it } from "@jest/globals";
import type { DeliveryReport } from "@schematic/api/core";
import { type Arrival, closeServices, startService, type Treatment } from "./support/service.ts";
import { clientOf, closeClients } from "./support/subject.ts";

afterEach(closeClients);
afterEach(closeServices);

interface WireEvent {
  readonly api_key: string;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly idempotency_key: string;
  readonly sent_at: string;
}

const eventsOf = (arrivals: readonly Arrival[]) =>
  arrivals.flatMap(({ body }) => (body as { events: WireEvent[] }).events);

const taken: Treatment = { text: "{}" };

describe("events", () => {
  it("are all delivered when 113 are tracked and the client is closed (F-N2, F-G1)", async () => {
    const service = await startService(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return taken;
    });
    const client = clientOf(service);
    for (let n = 0; n < 113; n++)
      expect(client.track({ event: "query", traits: { n } })).toMatchObject({ accepted: true });
    expect(await client.close()).toEqual({ delivered: 113, dropped: 0, pending: 0 });
    expect(service.arrivals.map(({ body }) => (body as { events: unknown[] }).events.length)).toEqual([100, 13]);
  });

  it("are delivered by a close during a flush, those tracked meanwhile too (F-N2)", async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const service = await startService(async () => {
      await released;
      return taken;
    });
    const client = clientOf(service);
    client.track({ event: "first" });
    const flushing = client.flush();
    await service.arrived(1);
    client.track({ event: "second" });
    const closing = client.close();
    release();
    expect(await flushing).toMatchObject({ delivered: 1 });
    expect(await closing).toMatchObject({ pending: 0, dropped: 0 });
    expect(eventsOf(service.arrivals).map(({ body }) => body["event"])).toEqual(["first", "second"]);
  });

  it("have the official shape and names, with the caller's names untouched", async () => {
    const service = await startService();
    const client = clientOf(service, { environmentId: "env_1" });
    client.identify(
      {
        ...{
          keys: { email: "w@acme.net", userId: "u1" },
          name: "W",
          traits: { loginCount: 24, nested: { camelKey: 1 } },
        },
        company: { keys: { id: "c1" }, name: "Acme", traits: { city: "A" } },
      },
      { idempotencyKey: "idem-1" },
    );
    const sentAt = new Date(Date.now() - 60_000);
    client.track(
      { event: "used", company: { id: "c1" }, user: { userId: "u1" }, quantity: 10, traits: { camelCase: 1 } },
      { idempotencyKey: "idem-2", sentAt, trustedClientClock: true, backfill: true },
    );
    await client.close();
    const [identified, tracked] = eventsOf(service.arrivals);
    expect(identified).toMatchObject({
      ...{ api_key: "sch_dev_key", type: "identify", idempotency_key: "idem-1", sent_at: expect.any(String) },
      body: {
        ...{
          keys: { email: "w@acme.net", userId: "u1" },
          name: "W",
          traits: { loginCount: 24, nested: { camelKey: 1 } },
        },
        company: { keys: { id: "c1" }, name: "Acme", traits: { city: "A" } },
      },
    });
    expect(tracked).toMatchObject({
      ...{
        type: "track",
        idempotency_key: "idem-2",
        sent_at: sentAt.toISOString(),
        trusted_client_clock: true,
        backfill: true,
      },
      body: { event: "used", company: { id: "c1" }, user: { userId: "u1" }, quantity: 10, traits: { camelCase: 1 } },
    });
    expect(service.arrivals[0]).toMatchObject({ method: "POST", url: "/batch" });
    expect(service.arrivals[0]?.headers).toMatchObject({
      "x-schematic-api-key": "sch_dev_key",
      "x-schematic-environment-id": "env_1",
    });
  });

  it("keep their key when an answer is lost and they are sent again (F-N7, F-C1)", async () => {
    const service = await startService(({ index }) => (index === 0 ? "reset" : taken));
    const client = clientOf(service);
    const receipt = client.track({ event: "query" });
    expect(await client.flush()).toMatchObject({ delivered: 1 });
    const keys = eventsOf(service.arrivals).map((event) => event.idempotency_key);
    expect(keys).toEqual([keys[0], keys[0]]);
    expect(receipt).toEqual({ accepted: true, idempotencyKey: keys[0] });
  });

  it("that no service could take are refused at once, and the others are delivered (F-N6, F-N35)", async () => {
    const service = await startService();
    const reports: DeliveryReport[] = [];
    const client = clientOf(service, { hooks: { onEvent: (report) => void reports.push(report) } });
    client.track({ event: "good" });
    // @ts-expect-error: a key's value is a string
    expect(client.track({ event: "bad", company: { id: 7 } })).toMatchObject({ accepted: false });
    // @ts-expect-error: an event is an object
    expect(client.track(undefined)).toMatchObject({ accepted: false });
    // @ts-expect-error: an identify event has keys
    expect(client.identify({})).toMatchObject({ accepted: false });
    for (const quantity of [Number.NaN, 1.5, 0])
      expect(client.track({ event: "bad", quantity })).toMatchObject({ accepted: false });
    client.track({ event: "good too" });
    expect(await client.close()).toMatchObject({ delivered: 2 });
    const dropped = reports.filter(({ outcome }) => outcome === "dropped");
    expect(dropped.reduce((sum, { count }) => sum + count, 0)).toBe(6);
  });

  it("are not delivered by an answer that is no success (F-N32)", async () => {
    const service = await startService(() => ({ status: 304, text: "" }));
    const client = clientOf(service);
    client.track({ event: "query" });
    const { delivered, dropped, pending } = await client.close({ timeoutMs: 100 });
    expect([delivered, dropped + pending]).toEqual([0, 1]);
  });

  it("are refused and counted after close (F-G2)", async () => {
    const reports: DeliveryReport[] = [];
    const client = clientOf(await startService(), { hooks: { onEvent: (report) => void reports.push(report) } });
    await client.close();
    expect(client.track({ event: "late" })).toMatchObject({
      accepted: false,
      reason: expect.stringContaining("closed"),
    });
    expect(client.identify({ keys: { id: "u1" } })).toMatchObject({ accepted: false });
    expect(await client.flush()).toMatchObject({ delivered: 0, pending: 0 });
  });

  it("have no members that nobody gave, but the time (F-P9)", async () => {
    const service = await startService();
    const client = clientOf(service);
    client.track({ event: "query", user: undefined });
    await client.close();
    const [event] = eventsOf(service.arrivals);
    expect(event?.body).toEqual({ event: "query" });
    expect(Date.parse(event?.sent_at ?? "")).toBeGreaterThan(0);
    expect(service.arrivals[0]?.text).not.toContain("null");
  });

  it("are taken in at once, however many wait while capture hangs (F-P4, F-G3)", async () => {
    const client = clientOf(await startService(() => "hang"));
    const receipts = Array.from({ length: 1_000 }, () => client.track({ event: "query" }));
    expect(receipts.every(({ accepted }) => accepted)).toBe(true);
    const { delivered, dropped, pending } = await client.close({ timeoutMs: 50 });
    expect([delivered, dropped + pending]).toEqual([0, 1_000]);
  });

  it("wait no longer than flushIntervalMs for others, without a flush", async () => {
    const service = await startService();
    const client = clientOf(service, { events: { flushIntervalMs: 5 } });
    client.track({ event: "query" });
    await service.arrived(1);
    expect(eventsOf(service.arrivals)).toHaveLength(1);
  });

  it("hand their delivery to waitUntil", async () => {
    const service = await startService();
    const pending: Promise<unknown>[] = [];
    const client = clientOf(service, { events: { waitUntil: (promise) => void pending.push(promise) } });
    client.track({ event: "query" });
    expect(pending).toHaveLength(1);
    await Promise.all(pending);
    expect(eventsOf(service.arrivals)).toHaveLength(1);
  });
});
