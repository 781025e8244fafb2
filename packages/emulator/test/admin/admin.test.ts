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
});
