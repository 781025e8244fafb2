import { describe, expect, it } from "@jest/globals";
import { call, capture, start, track } from "../support/start.ts";
import { openStream } from "../support/stream.ts";

const acme = { company: { id: "acme" } };
const day = 86_400_000;

describe("the clock", () => {
  it("ends overrides at their date: checks, lists and clients see it", async () => {
    const emulator = await start();
    const client = await openStream(emulator);
    client.ask({ entity_type: "rulesengine.Company", keys: { id: "acme" } });
    await client.next();
    const body = {
      company_id: "comp_acme",
      feature_id: "feat_sso",
      value_type: "boolean",
      value_bool: false,
      expiration_date: "2026-01-16T00:00:00Z",
    };
    await call(emulator, "POST /company-overrides", { body });
    expect((await client.next()).data.rules).toHaveLength(1);
    expect((await call(emulator, "POST /flags/sso/check", { body: acme })).body.data.value).toBe(false);
    emulator.clock.set("2026-01-16T00:00:00Z");
    expect((await client.next()).data.rules).toEqual([]);
    expect((await call(emulator, "POST /flags/sso/check", { body: acme })).body.data.value).toBe(true);
    expect((await call(emulator, "GET /company-overrides/count?without_expired=true")).body.data.count).toBe(0);
  });

  it("tells clients of counters that begin anew", async () => {
    const emulator = await start();
    await capture(emulator, track("export", { id: "acme" }, { quantity: 3 }));
    const client = await openStream(emulator);
    client.ask({ entity_type: "rulesengine.Company", keys: { id: "acme" } });
    await client.next();
    emulator.clock.set("2026-02-01T00:00:00Z");
    const frames = await client.settled();
    const values = frames
      .flatMap((frame) => frame.data.metrics ?? [])
      .filter(
        (metric: { event_subtype: string; period: string }) =>
          metric.event_subtype === "export" && metric.period === "current_month",
      );
    expect(values.at(-1)).toMatchObject({ value: 0, valid_until: "2026-03-01T00:00:00.000Z" });
  });

  it("runs trials: shown with the plan, then taken away with it, or turned into a subscription", async () => {
    const emulator = await start();
    await call(emulator, "PUT /_emulator/plans/plan_pro", { body: { is_trialable: true, trial_days: 14 } });
    await call(emulator, "PUT /company-plans/comp_small", { body: { base_plan_id: "plan_pro", add_on_ids: [] } });
    const plan = async (): Promise<object> =>
      (await call(emulator, "POST /flags/check", { body: { company: { id: "small" } } })).body.data.plan;
    expect(await plan()).toMatchObject({
      id: "plan_pro",
      trial_status: "active",
      trial_end_date: "2026-01-29T12:00:00.000Z",
    });
    emulator.clock.advance(14 * day);
    expect(await plan()).toEqual({ id: "plan_free", name: "Free" });
    const { body } = await call(emulator, "GET /plan-changes?base_plan_action=trial_expiry");
    expect(body.data).toMatchObject([{ company_id: "comp_small", base_plan: { id: "plan_free" } }]);
    const trial = { trial_end: "2026-02-05T00:00:00Z", trial_end_setting: "subscribe" };
    await call(emulator, "PUT /_emulator/companies/comp_acme/subscription", { body: trial });
    emulator.clock.set("2026-02-05T00:00:00Z");
    const check = (await call(emulator, "POST /flags/check", { body: acme })).body.data;
    expect(check.plan).toMatchObject({ id: "plan_pro", trial_status: "converted" });
  });

  it("takes no plan away that a company has changed to during a trial", async () => {
    const emulator = await start();
    await call(emulator, "PUT /_emulator/plans/plan_pro", { body: { is_trialable: true, trial_days: 14 } });
    await call(emulator, "POST /plans", { body: { name: "Max", description: "", plan_type: "plan" } });
    const max = (await call(emulator, "GET /plans?limit=1")).body.data[0].id;
    const change = (base_plan_id: string | null) =>
      call(emulator, "PUT /company-plans/comp_small", { body: { base_plan_id, add_on_ids: [] } });
    const plan = async (): Promise<object | undefined> =>
      (await call(emulator, "POST /flags/check", { body: { company: { id: "small" } } })).body.data.plan;
    await change("plan_pro");
    await change(max);
    emulator.clock.advance(15 * day);
    expect(await plan()).toMatchObject({ id: max, trial_status: "converted" });
  });

  it("renews a subscription's period, from the same day of the month", async () => {
    const emulator = await start();
    await call(emulator, "PUT /_emulator/companies/comp_acme/subscription", {
      body: { period_start: "2026-01-31T00:00:00Z" },
    });
    emulator.clock.set("2026-03-01T00:00:00Z");
    const { body } = await call(emulator, "GET /_emulator/derived/companies/comp_acme");
    expect(body.subscription).toMatchObject({ period_start: "2026-02-28T00:00:00.000Z" });
  });

  it("stands still, moves and goes on as told, through the API as well", async () => {
    const emulator = await start();
    const clock = async (route: string, body?: object) => (await call(emulator, route, body ? { body } : {})).body;
    expect(await clock("GET /_emulator/clock")).toEqual({ now: "2026-01-15T12:00:00.000Z", frozen: true });
    expect(await clock("POST /_emulator/clock/advance", { ms: 1000 })).toEqual({
      now: "2026-01-15T12:00:01.000Z",
      frozen: true,
    });
    expect(await clock("PUT /_emulator/clock", { now: "2030-01-01T00:00:00Z", frozen: false })).toMatchObject({
      frozen: false,
    });
    expect((await clock("PUT /_emulator/clock", { now: "never" })).error).toContain("not an instant");
    expect(await clock("POST /_emulator/clock/reset", {})).toMatchObject({ frozen: false });
    expect(Math.abs(emulator.clock.now() - Date.now())).toBeLessThan(1000);
  });
});
