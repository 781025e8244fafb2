import { describe, expect, it } from "@jest/globals";
import { call, capture, start, track } from "./support/start.ts";

const acme = { company: { id: "acme" } };

describe("flag checks", () => {
  it("answer by plan, with the rule that matched and the entitlement", async () => {
    const emulator = await start();
    const { status, body } = await call(emulator, "POST /flags/exports/check", { body: acme });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      flag: "exports",
      value: true,
      rule_type: "plan_entitlement",
      company_id: "comp_acme",
      entitlement: {
        feature_key: "exports",
        value_type: "numeric",
        allocation: 3,
        usage: 0,
        metric_period: "current_month",
        metric_reset_at: "2026-02-01T00:00:00.000Z",
      },
    });
    expect(body.data.reason).toContain('Matched plan entitlement rule "Pro"');
  });

  it("turn off when tracked usage reaches the limit, by the usage-exceeded rule", async () => {
    const emulator = await start();
    expect((await capture(emulator, track("export", { id: "acme" }, { quantity: 3 }))).status).toBe(200);
    const { body } = await call(emulator, "POST /flags/exports/check", { body: acme });
    expect(body.data).toMatchObject({ value: false, rule_type: "plan_entitlement_usage_exceeded", feature_usage: 3 });
    expect(body.data.entitlement.usage).toBe(3);
  });

  it("take preflight usage into account for a single check", async () => {
    const emulator = await start();
    const preflight = { event_usage: { event_subtype: "export", quantity: 3 } };
    const { body } = await call(emulator, "POST /flags/exports/check", { body: { ...acme, preflight } });
    expect(body.data).toMatchObject({ value: false, entitlement: { usage: 0 } });
  });

  it("answer traits against traits, credits, unlimited and standard rules", async () => {
    const emulator = await start();
    const { status, body } = await call(emulator, "POST /flags/check", { body: acme });
    expect(status).toBe(201);
    const values = Object.fromEntries(
      body.data.flags.map((check: { flag: string; value: boolean }) => [check.flag, check.value]),
    );
    expect(values).toEqual({ sso: true, exports: true, seats: true, inference: true, search: true, beta: true });
    expect(body.data.plan).toEqual({ id: "plan_pro", name: "Pro" });
    expect(body.data.credit_balances).toEqual({ bilcr_tokens: { remaining: 100, reserved: 0, settled: 100 } });
  });

  it("answer several contexts at once, wrapped twice", async () => {
    const emulator = await start();
    const contexts = [acme, { company: { id: "small" } }, {}];
    const { status, body } = await call(emulator, "POST /flags/check-bulk", { body: { contexts } });
    expect(status).toBe(201);
    const sso = body.data.data.map(
      (each: { flags: { flag: string; value: boolean }[] }) => each.flags.find((check) => check.flag === "sso")?.value,
    );
    expect(sso).toEqual([true, false, false]);
  });

  it("find companies by any key, case ignored", async () => {
    const emulator = await start();
    const { body } = await call(emulator, "POST /flags/sso/check", { body: { company: { SLUG: "acme:eu" } } });
    expect(body.data).toMatchObject({ value: true, company_id: "comp_acme" });
  });

  it("let an override win over the plan, downwards as well as upwards", async () => {
    const emulator = await start();
    const override = { company_id: "comp_acme", feature_id: "feat_export", value_type: "numeric", value_numeric: 1 };
    const created = await call(emulator, "POST /company-overrides", { body: override });
    expect(created).toMatchObject({ status: 201, body: { data: { company_id: "comp_acme" } } });
    await capture(emulator, track("export", { id: "acme" }));
    const { body } = await call(emulator, "POST /flags/exports/check", { body: acme });
    expect(body.data).toMatchObject({ value: false, rule_type: "company_override_usage_exceeded" });
    expect(body.data.entitlement).toMatchObject({ allocation: 1, usage: 1 });
  });
});
