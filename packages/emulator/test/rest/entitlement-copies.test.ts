import { describe, expect, it } from "@jest/globals";
import { call, start } from "../support/start.ts";

describe("entitlements that are copied to another plan", () => {
  const copy = (source_plan_id: string, target_plan_id: string) => ({ body: { source_plan_id, target_plan_id } });

  it("grant there what they grant here, but for features that the plan grants already", async () => {
    const emulator = await start();
    const sso = { plan_id: "plan_free", feature_id: "feat_sso", value_type: "boolean", value_bool: false };
    await call(emulator, "POST /plan-entitlements", { body: sso });
    const { status, body } = await call(emulator, "POST /plan-entitlements/duplicate", copy("plan_pro", "plan_free"));
    expect(status).toBe(201);
    expect(body.data.issues).toEqual([]);
    expect(body.data.skipped).toMatchObject([
      { feature_id: "feat_sso", feature_name: "SSO", errors: [{ message: expect.stringContaining("already") }] },
    ]);
    const granted = async (plan: string) =>
      (await call(emulator, `GET /plan-entitlements?plan_id=${plan}`)).body.data
        .filter((row: { feature_id: string }) => row.feature_id !== "feat_sso")
        .map(({ id, plan_id, plan, rule_id, rule_id_usage_exceeded, ...row }: Record<string, unknown>) => row)
        .sort((a: { feature_id: string }, b: { feature_id: string }) => a.feature_id.localeCompare(b.feature_id));
    expect(await granted("plan_free")).toEqual(await granted("plan_pro"));
    expect(body.data.data).toHaveLength(4);
    const check = await call(emulator, "POST /flags/search/check", { body: { company: { id: "small" } } });
    expect(check.body.data.value).toBe(true);
    const rules = emulator.state.rows("plan_entitlements").map((row) => row.rule_id);
    expect(new Set(rules).size).toBe(rules.length);
  });

  it("are all skipped where there are no others, and need plans that there are", async () => {
    const emulator = await start();
    const same = await call(emulator, "POST /plan-entitlements/duplicate", copy("plan_pro", "plan_pro"));
    expect(same.body.data).toMatchObject({ data: [], skipped: Array(5).fill({ errors: [{}] }) });
    for (const [source, target] of [
      ["plan_none", "plan_pro"],
      ["plan_pro", "plan_none"],
    ] as const)
      expect((await call(emulator, "POST /plan-entitlements/duplicate", copy(source, target))).status).toBe(404);
  });
});
