import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { EventQueue } from "@schematic/events";
import { accepted } from "./capture-server.ts";
import { API_KEY, startHarness, stopHarnesses } from "./queue-harness.ts";

afterEach(stopHarnesses);

const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe("EventQueue", () => {
  it("sends a tracked event as capture wants it", async () => {
    const { capture, queue } = await startHarness({ environmentId: "env_1", headers: { "x-mine": "1" } });
    const when = new Date(0);
    queue.track({
      event: "used",
      company: { id: "c1" },
      user: { userId: "u1" },
      traits: { camelCase: 1, when },
      quantity: 10,
    });
    await queue.close();
    const [exchange] = capture.exchanges;
    expect(exchange).toMatchObject({ method: "POST", url: "/batch" });
    expect(exchange?.headers).toMatchObject({
      ...{ "x-schematic-api-key": API_KEY, "x-schematic-environment-id": "env_1", "x-mine": "1" },
      ...{ "content-type": "application/json", "user-agent": "@schematic/events/1.0.0" },
    });
    const body = {
      ...{ event: "used", company: { id: "c1" }, user: { userId: "u1" }, quantity: 10 },
      traits: { camelCase: 1, when: when.toISOString() },
    };
    expect(exchange?.events).toEqual([{ api_key: API_KEY, type: "track", body, idempotency_key: uuid, sent_at: iso }]);
  });

  it("sends an identified user with its company as capture wants it", async () => {
    const { capture, queue } = await startHarness();
    const event = {
      ...{ keys: { email: "w@acme.net" }, name: "W", traits: { nested: { camelKey: [1, null, true] } } },
      company: { keys: { id: "c1" }, name: "Acme", traits: { city: "Atlanta" } },
    };
    expect(queue.identify(event, { idempotencyKey: "mine" })).toEqual({ accepted: true, idempotencyKey: "mine" });
    await queue.close();
    expect(capture.taken).toEqual([
      { api_key: API_KEY, type: "identify", body: event, idempotency_key: "mine", sent_at: iso },
    ]);
  });

  it("sends a flag check as capture wants it, under a key of its own", async () => {
    const { capture, queue } = await startHarness();
    const reqCompany = { id: "c1" };
    queue.flagCheck({
      flagKey: "f",
      value: true,
      reason: "match",
      ruleId: "rule_1",
      flagId: "flag_1",
      companyId: "comp_1",
      reqCompany,
    });
    reqCompany.id = "changed since";
    await queue.close();
    const body = {
      ...{ flag_key: "f", value: true, reason: "match", rule_id: "rule_1", flag_id: "flag_1", company_id: "comp_1" },
      req_company: { id: "c1" },
    };
    expect(capture.taken).toEqual([
      { api_key: API_KEY, type: "flag_check", body, idempotency_key: uuid, sent_at: iso },
    ]);
  });

  it("sends an event as it was when it was accepted", async () => {
    const { capture, queue } = await startHarness();
    const traits = { plan: "pro" };
    queue.track({ event: "query", traits });
    traits.plan = "changed since";
    await queue.close();
    expect(capture.taken[0]?.body).toEqual({ event: "query", traits: { plan: "pro" } });
  });

  it.each([
    ["sentAt with a trusted clock", { trustedClientClock: true }, { trusted_client_clock: true }],
    ["a backfill, which implies a trusted clock", { backfill: true }, { trusted_client_clock: true, backfill: true }],
    ["sentAt alone", {}, {}],
  ])("sends %s", async (_, options, wire) => {
    const { capture, queue } = await startHarness();
    const sentAt = new Date(Date.now() - 60_000);
    queue.track({ event: "query" }, { ...options, sentAt });
    await queue.close();
    const { idempotency_key: _key, api_key: _api, type: _type, body: _body, ...timing } = { ...capture.taken[0] };
    expect(timing).toEqual({ sent_at: sentAt.toISOString(), ...wire });
  });

  const day = 86_400_000;
  it.each([
    ["a trusted time 6 minutes ahead", { sentAt: new Date(Date.now() + 360_000), trustedClientClock: true }],
    ["a trusted time 35 days back", { sentAt: new Date(Date.now() - 35 * day), trustedClientClock: true }],
    ["a backfill of 366 days ago", { sentAt: new Date(Date.now() - 366 * day), backfill: true }],
    ["a backfill without a time", { backfill: true }],
    ["an invalid time", { sentAt: new Date("never") }],
    ["an idempotency key of 256 characters", { idempotencyKey: "k".repeat(256) }],
  ])("refuses %s, in one line", async (_, options) => {
    const { queue, lines } = await startHarness();
    expect(queue.track({ event: "query" }, options).accepted).toBe(false);
    expect(lines).toHaveLength(1);
  });

  it.each([
    { sentAt: new Date(Date.now() + 240_000), trustedClientClock: true },
    { sentAt: new Date(Date.now() - 33 * day), trustedClientClock: true },
    { sentAt: new Date(Date.now() - 364 * day), backfill: true },
    { idempotencyKey: "k".repeat(255) },
  ])("accepts what is just within the bounds: %j", async (options) => {
    const { queue } = await startHarness();
    expect(queue.track({ event: "query" }, options).accepted).toBe(true);
  });

  it("mints a key when the caller's is blank", async () => {
    const { queue } = await startHarness();
    expect(queue.track({ event: "query" }, { idempotencyKey: " " })).toEqual({ accepted: true, idempotencyKey: uuid });
  });

  it("mints keys on pages without a secure context", async () => {
    const { queue } = await startHarness();
    Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
    const keys = [1, 2].map(() => queue.track({ event: "query" }));
    Reflect.deleteProperty(crypto, "randomUUID");
    expect(crypto.randomUUID).toBeDefined();
    expect(keys).toEqual(Array(2).fill({ accepted: true, idempotencyKey: expect.stringMatching(/^[\d-]{8,255}$/) }));
    expect(keys[0]).not.toEqual(keys[1]);
  });

  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  const throwing = new Proxy(
    {},
    {
      get: () => {
        throw new Error("mine");
      },
      has: () => true,
    },
  );
  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a number", 7],
    ["no name", {}],
    ["a blank name", { event: " " }],
    ["a bigint", { event: "query", traits: { n: 1n } }],
    ["a cycle", { event: "query", traits: cyclic }],
    ["a getter that throws", throwing],
    ["traits that are a list", { event: "query", traits: [1] }],
    ["a company that is a string", { event: "query", company: "acme" }],
    ["a company key that is undefined", { event: "query", company: { id: undefined } }],
  ])("does not throw for %s, refuses it and reports it", async (_, event) => {
    const { queue, lines, reports } = await startHarness();
    expect(queue.track(event as never)).toEqual({ accepted: false, reason: expect.any(String) });
    expect(queue.identify(event as never)).toEqual({ accepted: false, reason: expect.any(String) });
    queue.flagCheck(event as never);
    await queue.flush();
    expect(lines.length).toBeGreaterThan(0);
    expect(reports[0]).toMatchObject({ outcome: "dropped", lane: "billable" });
  });

  it("puts no key, trait or body into its lines", async () => {
    const { queue, lines } = await startHarness({}, () => ({ status: 400, body: '{"error":"secret-42"}' }));
    queue.track(
      { event: "query", company: { id: "secret-42" }, traits: { t: "secret-42" } },
      { idempotencyKey: "secret-42" },
    );
    queue.track({ event: "query", company: { "secret-42": 42 as never } });
    queue.identify({ keys: { "secret-42": null as never } });
    await queue.close();
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join()).not.toContain("secret-42");
    expect(lines.join()).not.toContain(API_KEY);
  });

  it("refuses corrections and trusted times with a publishable key", async () => {
    const { queue } = await startHarness({ apiKey: "api_public" });
    expect(queue.track({ event: "query", quantity: -1 }).accepted).toBe(false);
    expect(queue.track({ event: "query" }, { trustedClientClock: true }).accepted).toBe(false);
    expect(queue.track({ event: "query", quantity: 1 }).accepted).toBe(true);
  });

  it("sends corrections with a secret key", async () => {
    const { queue, capture } = await startHarness();
    queue.track({ event: "query", quantity: -3 });
    await queue.close();
    expect(capture.taken[0]?.body).toEqual({ event: "query", quantity: -3 });
  });

  it("keeps keys and traits called __proto__ and constructor as they are", async () => {
    const { queue, capture } = await startHarness();
    queue.track(JSON.parse('{"event":"query","company":{"__proto__":"p","constructor":"c"},"traits":{"__proto__":1}}'));
    await queue.close();
    expect(JSON.stringify(capture.taken[0]?.body)).toBe(
      '{"event":"query","company":{"__proto__":"p","constructor":"c"},"traits":{"__proto__":1}}',
    );
  });

  it("carries every character of every language", async () => {
    const { queue, capture } = await startHarness();
    const odd = 'ä€𝄞\u2028\u0000"\\\ud800';
    queue.track({ event: odd, company: { [odd]: odd } }, { idempotencyKey: odd });
    await queue.close();
    expect(capture.taken[0]).toMatchObject({ idempotency_key: odd, body: { event: odd, company: { [odd]: odd } } });
  });

  it.each([
    ["a blank key", { apiKey: " " }],
    ["an address that is none", { eventCaptureUrl: "capture" }],
    ["an interval that is no number", { flushIntervalMs: Number.NaN }],
    ["no room at all", { maxQueueBytes: 0 }],
    ["an unknown policy", { whenFull: "drop-all" as never }],
    ["a spool that is none", { spool: "/var/events" as never }],
    ["a clock that is none", { now: 5 as never }],
    ["dice that are none", { random: 0.5 as never }],
    ["a waitUntil that is none", { waitUntil: {} as never }],
  ])("throws for %s at construction", (_, options) => {
    expect(() => new EventQueue({ apiKey: API_KEY, ...options })).toThrow(
      expect.objectContaining({ name: "ConfigError" }),
    );
  });

  it("takes options that are null for unset", async () => {
    const nothing = { spool: null, waitUntil: null, now: null, random: null, hooks: null, headers: null } as never;
    const { queue, track } = await startHarness(nothing);
    track(1);
    expect(await queue.close()).toEqual({ delivered: 1, dropped: 0, pending: 0 });
  });

  it("takes blank options as unset, keeps a path prefix and drops trailing slashes", async () => {
    expect(() => new EventQueue({ apiKey: API_KEY, eventCaptureUrl: " ", environmentId: "" })).not.toThrow();
    const { capture } = await startHarness();
    const queue = new EventQueue({ apiKey: API_KEY, eventCaptureUrl: `${capture.url}/prefix//` });
    queue.track({ event: "query" });
    await queue.close();
    expect(capture.exchanges[0]?.url).toBe("/prefix/batch");
  });

  it("starts nothing when it is made", async () => {
    const timer = jest.spyOn(globalThis, "setTimeout");
    const fetch = jest.fn<typeof globalThis.fetch>();
    new EventQueue({ apiKey: API_KEY, fetch });
    expect(timer).not.toHaveBeenCalled();
    expect(fetch).not.toHaveBeenCalled();
    timer.mockRestore();
  });

  it("goes on whatever hooks and loggers throw or reject with", async () => {
    const fail = () => {
      throw new Error("hook");
    };
    const logger = { error: fail, warn: fail, info: fail, debug: fail };
    const hooks = { onEvent: () => Promise.reject(new Error("hook")) as never, onError: fail };
    const { queue, track, arrived } = await startHarness({ logger, hooks }, ({ index }) =>
      index ? accepted : { status: 503 },
    );
    track(3);
    queue.track(undefined as never);
    expect(await queue.close()).toEqual({ delivered: 3, dropped: 0, pending: 0 });
    expect(arrived()).toEqual([0, 1, 2]);
  });

  it("does not run away when a hook tracks every drop", async () => {
    const { queue } = await startHarness({
      hooks: { onEvent: ({ outcome }) => void (outcome === "dropped" && queue.track({ event: "" })) },
    });
    queue.track({ event: "" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await queue.close()).toEqual({ delivered: 0, dropped: 0, pending: 0 });
  });

  it("does not run away when a logger tracks every line", async () => {
    let lines = 0;
    const write = () => {
      lines++;
      queue.track({ event: "" });
    };
    const { queue } = await startHarness({ logger: { error: write, warn: write, info: write, debug: write } });
    queue.track({ event: "" });
    expect(lines).toBe(1);
  });
});
