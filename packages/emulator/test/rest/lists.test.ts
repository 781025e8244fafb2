import { describe, expect, it } from "@jest/globals";
import type { Emulator } from "@schematic/emulator";
import { call, capture, start, track } from "../support/start.ts";

const ids = async (emulator: Emulator, route: string): Promise<string[]> =>
  (await call(emulator, `GET ${route}`)).body.data.map((row: { id: string }) => row.id).sort();

describe("lists of companies", () => {
  const all = ["comp_acme", "comp_small"];

  it.each([
    ["plan_id=plan_pro", ["comp_acme"]],
    ["plan_ids=plan_pro&plan_ids=plan_free", all],
    ["plan_version_id=none", []],
    ["without_plan=true", []],
    ["with_subscription=true", ["comp_acme"]],
    ["without_subscription=true", ["comp_small"]],
    ["subscription_statuses=trialing", ["comp_acme"]],
    ["subscription_statuses=active", []],
    ["subscription_types=trial", ["comp_acme"]],
    ["subscription_types=paid", []],
    ["credit_type_ids=bilcr_tokens", ["comp_acme"]],
    ["with_entitlement_for=feat_sso", ["comp_acme"]],
    ["without_feature_override_for=feat_export", ["comp_acme"]],
    ["has_scheduled_downgrade=true", []],
    ["has_scheduled_downgrade=false", all],
    ["q=SMALL", ["comp_small"]],
  ])("with %s are %j, and counted alike", async (query, expected) => {
    const emulator = await start();
    await call(emulator, "PUT /_emulator/companies/comp_acme/subscription", {
      body: { trial_end: "2026-02-05T00:00:00Z" },
    });
    const override = { company_id: "comp_small", feature_id: "feat_export", value_type: "unlimited" };
    await call(emulator, "POST /company-overrides", { body: override });
    expect(await ids(emulator, `/companies?${query}`)).toEqual(expected);
    expect((await call(emulator, `GET /companies/count?${query}`)).body.data.count).toBe(expected.length);
  });

  it("come in the order of a column", async () => {
    const emulator = await start();
    const names = async (query: string): Promise<string[]> =>
      (await call(emulator, `GET /companies?${query}`)).body.data.map((row: { name: string }) => row.name);
    expect(await names("sort_order_column=name&sort_order_direction=asc")).toEqual(["Acme", "Small"]);
    expect(await names("sort_order_column=name&sort_order_direction=desc")).toEqual(["Small", "Acme"]);
  });
});

describe("other lists", () => {
  const bases = ["plan_free", "plan_pro"];
  const plans = ["plan_extra", ...bases];
  const features = ["feat_ai", "feat_export", "feat_search", "feat_seats", "feat_sso"];

  it.each([
    ["/plans?for_initial_plan=true", bases],
    ["/plans?for_fallback_plan=true", bases],
    ["/plans?for_trial_expiry_plan=true", bases],
    ["/plans?for_trial_expiry_plan=false", plans],
    ["/plans?company_scoped_only=true", []],
    ["/plans?exclude_company_scoped=true", plans],
    ["/plans?scoped_to_company_id=comp_acme", []],
    ["/features?boolean_require_event=true", features.filter((id) => id !== "feat_sso")],
    ["/features?managed_by=schematic", features],
    ["/features?managed_by=stripe", []],
    ["/environments?ids=env_emulator", ["env_emulator"]],
    ["/environments?ids=env_other", []],
  ])("such as %s are %j", async (route, expected) => {
    expect(await ids(await start(), route)).toEqual(expected);
  });

  it("such as of usage leave out what a billing provider would manage", async () => {
    const emulator = await start();
    const count = async (query: string): Promise<number> =>
      (await call(emulator, `GET /feature-usage/count?company_id=comp_acme&${query}`)).body.data.count;
    expect(await count("managed_by=schematic")).toBe(5);
    expect(await count("managed_by=orb")).toBe(0);
  });

  it("have no other version of a plan than the one there is", async () => {
    const emulator = await start();
    const { active_version } = (await call(emulator, "GET /plans/plan_pro")).body.data;
    const status = async (version: string): Promise<number> =>
      (await call(emulator, `GET /plans/plan_pro?plan_version_id=${version}`)).status;
    expect(await status(active_version.id)).toBe(200);
    expect(await status("plvr_other")).toBe(404);
  });
});

describe("subscriptions of companies", () => {
  it("are those that go on, of the companies asked for", async () => {
    const emulator = await start();
    await call(emulator, "PUT /_emulator/companies/comp_acme/subscription", {
      body: { trial_end: "2026-02-05T00:00:00Z", interval: "year" },
    });
    const list = async (query: string) => (await call(emulator, `GET /company-subscriptions?${query}`)).body.data;
    const acmes = { status: "trialing", trial_end: "2026-02-05T00:00:00.000Z", interval: "year", is_initial: true };
    expect(await list("company_id=comp_acme")).toMatchObject([acmes]);
    expect(await list("company_ids=comp_small&company_ids=comp_acme")).toHaveLength(1);
    expect(await list("company_id=comp_small")).toEqual([]);
    expect(await list("")).toHaveLength(1);
    emulator.clock.set("2026-02-06T00:00:00Z");
    expect(await list("company_id=comp_acme")).toEqual([]);
  });
});

describe("usage of the past", () => {
  it("is told by day, week and month", async () => {
    const emulator = await start();
    await capture(emulator, track("export", { id: "acme" }, { quantity: 2 }));
    emulator.clock.advance(86_400_000);
    await capture(emulator, track("export", { id: "acme" }));
    const times = "start_time=2026-01-01T00:00:00Z&end_time=2026-01-31T00:00:00Z";
    const usage = async (granularity: string): Promise<number[]> =>
      (
        await call(emulator, `GET /feature-usage-history?feature_ids=feat_export&granularity=${granularity}&${times}`)
      ).body.data.map((row: { usage: number }) => row.usage);
    expect(await usage("daily")).toEqual([1, 2]);
    expect(await usage("hourly")).toEqual([1, 2]);
    expect(await usage("weekly")).toEqual([3]);
    expect(await usage("monthly")).toEqual([3]);
    const series = await call(
      emulator,
      `GET /feature-usage-timeseries?company_id=comp_acme&feature_id=feat_export&${times}`,
    );
    expect(series.body.data).toMatchObject({
      period_type: "current_month",
      limits: [{ limit_value: 3, limit_source: "plan_entitlement", plan_id: "plan_pro" }],
      usage_points: [
        { timestamp: "2026-01-15T00:00:00.000Z", usage: 2 },
        { timestamp: "2026-01-16T00:00:00.000Z", usage: 1 },
      ],
    });
    const early = "start_time=2025-01-01T00:00:00Z&end_time=2025-01-31T00:00:00Z";
    expect((await call(emulator, `GET /feature-usage-history?${early}`)).body.data).toEqual([]);
  });
});

describe("usage by the hour", () => {
  it("is told of each company and event, when it happened", async () => {
    const emulator = await start();
    const quarter = 900_000;
    for (const quantity of [1, 2, 4]) {
      await capture(emulator, track("export", { id: "acme" }, { quantity }));
      emulator.clock.advance(2 * quarter);
    }
    await capture(
      emulator,
      track("export", { id: "small" }),
      track("search", { id: "acme" }),
      track("other", { id: "acme" }),
    );
    const past = { sent_at: "2026-01-10T07:30:00Z", trusted_client_clock: true, backfill: true };
    await capture(emulator, { ...track("export", { id: "acme" }, { quantity: 9 }), ...past });
    const hours = async (query: string) =>
      (await call(emulator, `GET /feature-usage-history?granularity=hourly&${query}`)).body.data.map(
        (row: { period_start: string; usage: number }) => [row.period_start.slice(5, 16), row.usage],
      );
    const acmes = "company_ids=comp_acme&feature_ids=feat_export";
    expect(await hours(`${acmes}&start_time=2026-01-01T00:00:00Z&end_time=2026-02-01T00:00:00Z`)).toEqual([
      ["01-15T13:00", 4],
      ["01-15T12:00", 3],
      ["01-10T07:00", 9],
    ]);
    // An hour that the stretch only touches is there whole.
    expect(await hours(`${acmes}&start_time=2026-01-15T12:45:00Z&end_time=2026-01-15T12:50:00Z`)).toEqual([
      ["01-15T12:00", 3],
    ]);
    const all = "start_time=2026-01-15T13:00:00Z&end_time=2026-01-15T14:00:00Z";
    expect((await hours(all)).sort()).toEqual([
      ["01-15T13:00", 1],
      ["01-15T13:00", 1],
      ["01-15T13:00", 4],
    ]);
    const series = await call(
      emulator,
      `GET /feature-usage-timeseries?company_id=comp_acme&feature_id=feat_export&granularity=hourly&${all}`,
    );
    expect(series.body.data.usage_points).toMatchObject([
      { period_start: "2026-01-15T13:00:00.000Z", period_end: "2026-01-15T14:00:00.000Z", usage: 4 },
    ]);
  });
});

describe("keys and traits", () => {
  it("are counted, and what hangs on a trait is told", async () => {
    const emulator = await start();
    const count = async (path: string): Promise<number> => (await call(emulator, `GET ${path}`)).body.data.count;
    expect(await count("/entity-keys/count?entity_type=company")).toBe(3);
    expect(await count("/entity-keys/count")).toBe(4);
    expect(await count("/entity-traits/count")).toBe(3);
    const traits = (await call(emulator, "GET /entity-trait-definitions?entity_type=company")).body.data;
    const idOf = (name: string): string =>
      traits.find((row: { hierarchy: string[] }) => row.hierarchy[0] === name)?.id ?? "";
    expect(await count(`/entity-traits/count?definition_id=${idOf("city")}`)).toBe(1);
    const uses = async (name: string) =>
      (await call(emulator, `GET /entity-trait-definitions/${idOf(name)}/usage`)).body.data;
    expect(await uses("city")).toMatchObject({ rule_condition_count: 1, feature_count: 0 });
    expect(await uses("seats_used")).toMatchObject({ feature_count: 1 });
    expect(await uses("seats_bought")).toMatchObject({ plan_entitlement_count: 1 });
  });
});
