import { connect } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { call, capture, start, track } from "../support/start.ts";

/** Reads server-sent events until one of this type comes. */
async function eventOf(
  body: ReadableStream<Uint8Array>,
  type: string,
): Promise<{ id: number; entry: { data: Record<string, unknown> } }> {
  let text = "";
  for await (const chunk of body.pipeThrough(new TextDecoderStream() as never) as unknown as AsyncIterable<string>) {
    text += chunk;
    const found = new RegExp(`id: (\\d+)\\nevent: ${type}\\ndata: (.*)\\n\\n`).exec(text);
    if (found) return { id: Number(found[1]), entry: JSON.parse(found[2] ?? "") };
  }
  throw new Error("the stream ended");
}

describe("the emulator's own API", () => {
  it("says where it is, and with which key", async () => {
    const emulator = await start();
    const { body } = await call(emulator, "GET /_emulator", { key: null });
    expect(body).toMatchObject({
      url: emulator.url,
      api_key: emulator.apiKey,
      clock: { frozen: true },
      faults: [],
      clients: [],
    });
  });

  it("streams what happens: checks, events, changes; and what was missed after an id", async () => {
    const emulator = await start();
    const live = await fetch(`${emulator.url}/_emulator/stream`);
    expect(live.headers.get("content-type")).toBe("text/event-stream");
    const seen = eventOf(live.body as ReadableStream<Uint8Array>, "check");
    await call(emulator, "POST /flags/sso/check", { body: { company: { id: "acme" } } });
    const { id, entry } = await seen;
    expect(entry.data).toMatchObject({ flag: "sso", value: true, source: "api", req_company: { id: "acme" } });
    await capture(emulator, track("export", { id: "acme" }));
    const missed = await fetch(`${emulator.url}/_emulator/stream`, { headers: { "last-event-id": String(id) } });
    expect((await eventOf(missed.body as ReadableStream<Uint8Array>, "event")).entry.data).toMatchObject({
      type: "track",
      subtype: "export",
      company_id: "comp_acme",
    });
    const { body } = await call(emulator, `GET /_emulator/feed?since=${id}`);
    expect(body.entries.map((each: { type: string }) => each.type)).toEqual(
      expect.arrayContaining(["change", "event", "request"]),
    );
  });

  it("tells of checks that clients answered themselves", async () => {
    const emulator = await start();
    await capture(emulator, {
      type: "flag_check",
      body: { flag_key: "sso", value: true, reason: "because", company_id: "comp_acme" },
    });
    const checks = emulator.feed.since(0).filter((entry) => entry.type === "check");
    expect(checks).toMatchObject([{ data: { flag: "sso", source: "client", reason: "because" } }]);
  });

  it("explains a check rule by rule, in words", async () => {
    const emulator = await start();
    await capture(emulator, track("export", { id: "acme" }, { quantity: 3 }));
    const { body } = await call(emulator, "POST /_emulator/explain", {
      body: { flag: "exports", company: { id: "acme" } },
    });
    expect(body.check).toMatchObject({ value: false });
    expect(body.company).toEqual({ id: "comp_acme", name: "Acme" });
    const exceeded = body.rules.find((rule: { decided: boolean }) => rule.decided);
    expect(exceeded).toMatchObject({ rule_type: "plan_entitlement_usage_exceeded", origin: "plan", matched: true });
    expect(exceeded.conditions.map((each: { text: string; matched: boolean }) => [each.text, each.matched])).toEqual([
      ["plan is Pro", true],
      ["count of export this month is at least 3", true],
    ]);
    const within = body.rules[0];
    expect(within).toMatchObject({ rule_type: "plan_entitlement", matched: false, decided: false });
    expect(within.conditions.map((each: { matched: boolean }) => each.matched)).toEqual([true, false]);
    expect((await call(emulator, "POST /_emulator/explain", { body: { flag: "none" } })).status).toBe(404);
  });

  it("lists the operations and which of them are emulated", async () => {
    const emulator = await start();
    const { operations } = (await call(emulator, "GET /_emulator/operations")).body;
    expect(operations.length).toBeGreaterThan(280);
    const emulated = operations
      .filter((each: { emulated: boolean }) => each.emulated)
      .map((each: { operation: string }) => each.operation);
    expect(emulated).toContain("checkFlag");
    expect(emulated).not.toContain("acquireCreditLease");
  });

  it("answers 404 for what it does not have and 400 for what is not JSON", async () => {
    const emulator = await start();
    expect((await call(emulator, "GET /_emulator/nothing")).status).toBe(404);
    const response = await fetch(`${emulator.url}/_emulator/faults`, { method: "POST", body: "{" });
    expect(response.status).toBe(400);
  });

  it.each<[string, unknown]>([
    ["POST /_emulator/explain", { flag: "sso", company: { id: 5 } }],
    ["POST /_emulator/explain", { flag: "sso", company: "acme" }],
    ["POST /_emulator/explain", { flag: "sso", preflight: { credit_cost: 5 } }],
    ["POST /_emulator/explain", []],
    ["PUT /_emulator/clock", { now: { year: 2026 } }],
    ["PUT /_emulator/clock", { now: "2026-01-15", frozen: "yes" }],
    ["POST /_emulator/clock/advance", { ms: 1e300 }],
    ["PUT /_emulator/companies/comp_acme/subscription", { period_start: { a: 1 } }],
    ["PUT /_emulator/companies/comp_acme/subscription", { period_start: "2026-02-01", period_end: "2026-01-01" }],
    ["PUT /_emulator/companies/comp_acme/subscription", { trial_end_setting: "explode" }],
    ["PUT /_emulator/companies/comp_acme/subscription", { interval: "century" }],
    ["PUT /_emulator/plans/plan_pro", { is_default: "yes" }],
    ["PUT /_emulator/plans/plan_pro", { trial_days: -3 }],
    ["POST /_emulator/clients/cut", { code: "4001" }],
    ["POST /_emulator/reset", { seed: 5 }],
    ["POST /_emulator/seed", { flags: 5 }],
  ])("answers %s with %j by 400, and changes nothing", async (route, body) => {
    const emulator = await start();
    const before = { seed: emulator.state.exportSeed(), clock: emulator.clock.iso() };
    const answer = await call(emulator, route, { body });
    expect(answer.status).toBe(400);
    expect(typeof answer.body.error).toBe("string");
    expect({ seed: emulator.state.exportSeed(), clock: emulator.clock.iso() }).toEqual(before);
  });

  it("keeps a subscription's own end when only its trial is moved", async () => {
    const emulator = await start();
    const put = (body: object) => call(emulator, "PUT /_emulator/companies/comp_acme/subscription", { body });
    await put({ period_start: "2026-01-01T00:00:00Z", period_end: "2026-12-01T00:00:00Z" });
    const { body } = await put({ trial_end: "2026-03-01T00:00:00Z" });
    expect(body).toMatchObject({ period_end: Date.parse("2026-12-01T00:00:00Z") / 1000 });
  });

  it("cuts off a reader of the stream that does not read, and goes on", async () => {
    const emulator = await start();
    const { hostname, port } = new URL(emulator.url);
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.write(`GET /_emulator/stream HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
    await new Promise((resolve) => socket.once("data", resolve));
    socket.pause();
    const text = "x".repeat(1024 * 1024);
    for (let index = 0; index < 24; index += 1) emulator.feed.publish("change", { text });
    expect((await call(emulator, "GET /whoami")).status).toBe(200);
    socket.resume();
    await closed;
  });
});
