import { describe, expect, it } from "@jest/globals";
import type { Emulator } from "@schematic/emulator";
import { call, capture, start, track } from "../support/start.ts";

const acme = { id: "acme" };
const day = 86_400_000;

async function usage(emulator: Emulator, feature = "exports"): Promise<number> {
  const { body } = await call(emulator, `POST /flags/${feature}/check`, { body: { company: acme } });
  return body.data.entitlement.usage;
}

const ago = (emulator: Emulator, ms: number): string => new Date(emulator.clock.now() - ms).toISOString();
const lastError = (emulator: Emulator): string | null | undefined =>
  emulator.state.rows("events").at(-1)?.error_message;

describe("captured events", () => {
  it("count once within 24 hours for the same key and type, and again after that", async () => {
    const emulator = await start();
    const event = { ...track("export", acme), idempotency_key: "k1" };
    await capture(emulator, event, event);
    await capture(emulator, event);
    expect(await usage(emulator)).toBe(1);
    await capture(emulator, { type: "identify", idempotency_key: "k1", body: { keys: { user_id: "new" } } });
    expect(emulator.state.rows("users")).toHaveLength(2);
    emulator.clock.advance(day + 1);
    await capture(emulator, event);
    expect(await usage(emulator)).toBe(2);
  });

  it("count at receipt unless the client's clock is trusted, then in the period of that time", async () => {
    const emulator = await start();
    const sent_at = ago(emulator, 20 * day);
    await capture(emulator, { ...track("export", acme), sent_at });
    expect(await usage(emulator)).toBe(1);
    await capture(emulator, { ...track("export", acme), sent_at, trusted_client_clock: true });
    expect(await usage(emulator)).toBe(1);
    const rows = emulator.state.rows("usage").filter((row) => row.period === "all_time");
    expect(rows.map((row) => row.value)).toEqual([2]);
  });

  it.each<[string, { trusted_client_clock?: boolean; backfill?: boolean; sent_at?: number }, string]>([
    ["no time", { trusted_client_clock: true }, "sent_at is required when trusted_client_clock or backfill is true"],
    [
      "a time ahead",
      { trusted_client_clock: true, sent_at: -6 * 60_000 },
      "sent_at cannot be more than 5 minutes in the future",
    ],
    [
      "a time 35 days back",
      { trusted_client_clock: true, sent_at: 35 * day },
      "sent_at cannot be more than 34 days in the past",
    ],
    [
      "a backfill 366 days back",
      { backfill: true, sent_at: 366 * day },
      "sent_at cannot be more than 365 days in the past",
    ],
  ])("are accepted but fail with %s", async (_name, options, message) => {
    const emulator = await start();
    const sent_at = typeof options.sent_at === "number" ? { sent_at: ago(emulator, options.sent_at) } : {};
    const answer = await capture(emulator, { ...track("export", acme), ...options, ...sent_at });
    expect(answer.status).toBe(200);
    expect(emulator.state.rows("events").at(-1)).toMatchObject({ status: "failed", error_message: message });
    expect(await usage(emulator)).toBe(0);
  });

  it("that are backfilled count as usage but spend no credits and leave no sign of life", async () => {
    const emulator = await start();
    const backfill = {
      ...track("inference_tokens", acme, { quantity: 4 }),
      backfill: true,
      sent_at: ago(emulator, 60_000),
    };
    await capture(emulator, backfill);
    const { body } = await call(emulator, "GET /companies/comp_acme");
    expect(body.data).toMatchObject({ billing_credit_balances: { bilcr_tokens: 100 }, last_seen_at: null });
    expect(await usage(emulator, "inference")).toBe(4);
  });

  it("take usage back with a negative quantity, credits too, but only with a secret key", async () => {
    const emulator = await start();
    await capture(
      emulator,
      track("inference_tokens", acme, { quantity: 5 }),
      track("inference_tokens", acme, { quantity: -2 }),
    );
    expect(emulator.state.rows("grants").map((row) => [row.grant_reason, row.quantity_remaining])).toEqual([
      ["plan", 90],
      ["adjustment", 4],
    ]);
    const event = { ...track("export", acme, { quantity: -1 }), api_key: emulator.publishableKey };
    await call(emulator, "POST /e", { body: event, key: null });
    expect(lastError(emulator)).toBe("a negative quantity requires a secret API key");
    await call(emulator, "POST /e", {
      key: null,
      body: { ...event, backfill: true, sent_at: ago(emulator, 1), body: { event: "export" } },
    });
    expect(lastError(emulator)).toBe("trusted_client_clock and backfill require a secret API key");
  });

  it("with a read-only key are accepted, and fail", async () => {
    const emulator = await start();
    emulator.state.seed({ apiKeys: [{ secret: "sch_dev_reader", readonly: true }] });
    const answer = await capture(emulator, { ...track("export", acme), api_key: "sch_dev_reader" });
    expect([answer.status, lastError(emulator)]).toEqual([200, "the API key is read-only"]);
  });

  it("are refused as a whole batch above 100, with an unknown key, or when one of them is no event", async () => {
    const emulator = await start();
    const many = await capture(emulator, ...Array.from({ length: 101 }, () => track("export", acme)));
    expect(many).toMatchObject({ status: 400, body: { error: "batch too large", max_size: 100 } });
    expect((await capture(emulator, { ...track("export", acme), api_key: "wrong" })).status).toBe(401);
    for (const event of [
      { type: "dance", body: {} },
      { type: "track", body: {} },
      { type: "identify", body: { keys: null } },
      7,
    ])
      expect((await capture(emulator, track("export", acme), event as object)).status).toBe(400);
    expect(await usage(emulator)).toBe(0);
  });

  it("identify creates and updates users and companies, and links them; a name counts only at creation", async () => {
    const emulator = await start();
    const identify = (name: string, traits: object): object => ({
      type: "identify",
      body: {
        keys: { user_id: "u9" },
        name,
        traits,
        company: { keys: { id: "globex" }, name: "Globex", traits: { tier: 1 } },
      },
    });
    await capture(emulator, identify("Ada", { a: 1 }), identify("Grace", { b: true }));
    const { body } = await call(emulator, 'GET /users/lookup?keys={"user_id":"u9"}');
    expect(body.data).toMatchObject({
      name: "Ada",
      traits: { a: 1, b: true },
      company_memberships: [{ company: { name: "Globex" } }],
    });
    const company = (await call(emulator, "GET /companies/lookup?id=globex")).body.data;
    expect(company).toMatchObject({ plan: { id: "plan_free" }, traits: { tier: 1 }, user_count: 1 });
  });

  it("identify with keys of two users fails, and changes neither", async () => {
    const emulator = await start();
    await capture(emulator, { type: "identify", body: { keys: { email: "a@b.io" } } });
    await capture(emulator, { type: "identify", body: { keys: { email: "a@b.io", user_id: "u1" }, traits: { x: 1 } } });
    expect(lastError(emulator)).toBe("keys match more than one user");
    expect(emulator.state.rows("users").every((row) => !("x" in row.traits))).toBe(true);
  });

  it("count nothing for a quantity of 0 and fail for a fraction", async () => {
    const emulator = await start();
    await capture(emulator, track("export", acme, { quantity: 0 }), track("export", acme, { quantity: null }));
    expect(await usage(emulator)).toBe(1);
    await capture(emulator, track("export", acme, { quantity: 1.5 }));
    expect(lastError(emulator)).toBe("quantity must be a whole number");
  });

  it("start again with each period: day, week, month and billing cycle", async () => {
    const emulator = await start();
    await call(emulator, "PUT /_emulator/companies/comp_acme/subscription", {
      body: { period_start: "2026-01-10T06:00:00Z" },
    });
    await capture(emulator, track("export", acme, { quantity: 2 }));
    const counters = async (): Promise<Record<string, number>> => {
      const { metrics } = (await call(emulator, "GET /_emulator/derived/companies/comp_acme")).body;
      const counted = metrics.filter((metric: { event_subtype: string }) => metric.event_subtype === "export");
      return Object.fromEntries(
        counted.map((each: { period: string; month_reset: string; value: number }) => [
          `${each.period} ${each.month_reset}`,
          each.value,
        ]),
      );
    };
    const all = {
      "all_time first_of_month": 2,
      "current_month billing_cycle": 2,
      "current_month first_of_month": 2,
      "current_week first_of_month": 2,
      "current_day first_of_month": 2,
    };
    expect(await counters()).toEqual(all);
    emulator.clock.set("2026-01-16T00:00:00Z");
    expect(await counters()).toEqual({ ...all, "current_day first_of_month": 0 });
    emulator.clock.set("2026-01-18T00:00:00Z");
    expect(await counters()).toMatchObject({ "current_week first_of_month": 0, "current_month first_of_month": 2 });
    emulator.clock.set("2026-02-01T00:00:00Z");
    expect(await counters()).toMatchObject({ "current_month first_of_month": 0, "current_month billing_cycle": 2 });
    emulator.clock.set("2026-02-10T06:00:00Z");
    expect(await counters()).toMatchObject({ "current_month billing_cycle": 0, "all_time first_of_month": 2 });
  });
});
