import { describe, expect, it } from "@jest/globals";
import type { Emulator } from "@schematic/emulator";
import { handlers } from "../../src/rest/handlers.ts";
import { type Answer, call, capture, start, track } from "../support/start.ts";

type Ask = (route: string, body?: object) => Promise<Answer["body"]>;

/** Asks with the path's braces filled in, and remembers which operations were asked. */
function asker(emulator: Emulator) {
  const asked = new Set<string>();
  emulator.feed.subscribe((entry) => {
    if (entry.type === "request") asked.add(String(entry.data.operation));
  });
  const ask: Ask = async (route, body) => {
    const answer = await call(emulator, route, body === undefined ? {} : { body });
    const ok = answer.status >= 200 && answer.status < 300;
    expect({ route, ok, error: answer.body.error }).toEqual({ route, ok: true, error: undefined });
    return answer.body.data;
  };
  return { ask, asked };
}

const flagBody = { key: "new-flag", name: "New", description: "", flag_type: "boolean", default_value: true };
const rule = {
  name: "Big ones",
  priority: 1,
  value: true,
  conditions: [{ condition_type: "trait", operator: "gte", resource_ids: [], trait_id: "", trait_value: "10" }],
  condition_groups: [{ conditions: [{ condition_type: "plan", operator: "eq", resource_ids: ["plan_pro"] }] }],
};

async function askCompaniesAndUsers(ask: Ask): Promise<void> {
  const company = await ask("POST /companies", { keys: { id: "new" }, traits: { size: 5, nested: { deep: "x" } } });
  await ask("POST /companies/create", { keys: { id: "newer" }, name: "Newer" });
  await ask(`GET /companies/${company.id}`);
  await ask(`GET /companies/lookup?keys=${encodeURIComponent('{"id":"new"}')}`);
  await ask("GET /companies?limit=2&q=new&plan_id=plan_free");
  await ask("GET /companies/count");
  await ask("POST /company-traits", { keys: { id: "new" }, trait: "size", incr: 3 });
  const user = await ask("POST /users", { keys: { user_id: "u2" }, company: { id: "new" }, name: "Two" });
  await ask("POST /users/create", { keys: { user_id: "u3" } });
  await ask(`GET /users/${user.id}`);
  await ask("GET /users/lookup?keys[user_id]=u2");
  await ask(`GET /users?company_id=${company.id}`);
  await ask("GET /users/count");
  await ask("POST /user-traits", { keys: { user_id: "u2" }, trait: "role", set: "admin" });
  const link = await ask("POST /company-memberships", { company_id: "comp_acme", user_id: user.id });
  await ask(`GET /company-memberships?user_id=${user.id}`);
  await ask(`DELETE /company-memberships/${link.id}`);
  await ask("PUT /company-plans/comp_small", { base_plan_id: "plan_pro", add_on_ids: ["plan_extra"] });
  const plan = { company_id: "comp_small", base_plan_id: "plan_pro", add_on_selections: [], credit_bundles: [] };
  await ask("POST /manage-plan", {
    ...plan,
    custom_field_values: [],
    pay_in_advance_entitlements: [],
    trial_end: "2026-02-01T00:00:00Z",
  });
  const small = await ask("GET /companies/comp_small");
  await ask(`PUT /subscription/${small.billing_subscription.id}/edit-trial-end`, { trial_end: "2026-02-02T00:00:00Z" });
  const [change] = await ask("GET /plan-changes?company_id=comp_small");
  await ask(`GET /plan-changes/${change.id}`);
  await ask("GET /company-subscriptions?company_id=comp_small");
  await ask("POST /users/delete", { keys: { user_id: "u3" } });
  await ask(`DELETE /users/${user.id}`);
  await ask("POST /companies/delete", { keys: { id: "newer" } });
  await ask(`DELETE /companies/${company.id}`);
}

async function askDefinitions(ask: Ask): Promise<string> {
  const trait = await ask("POST /entity-trait-definitions", {
    entity_type: "company",
    hierarchy: ["employees"],
    trait_type: "number",
  });
  await ask(`GET /entity-trait-definitions/${trait.id}`);
  await ask(`PUT /entity-trait-definitions/${trait.id}`, { display_name: "Employees", trait_type: "number" });
  await ask("GET /entity-trait-definitions?entity_type=company");
  await ask("GET /entity-trait-definitions/count");
  await ask(`GET /entity-trait-values?definition_id=${trait.id}`);
  const spare = await ask("POST /entity-trait-definitions", {
    entity_type: "user",
    hierarchy: ["spare"],
    trait_type: "string",
  });
  await ask(`DELETE /entity-trait-definitions/${spare.id}`);
  const [key] = await ask("GET /entity-key-definitions?entity_type=user");
  await ask("GET /entity-key-definitions/count");
  await ask(`GET /entity-trait-definitions/${trait.id}/usage`);
  await ask("GET /entity-keys/count?entity_type=company");
  await ask(`GET /entity-traits/count?definition_id=${trait.id}`);
  await ask(`DELETE /entity-key-definitions/${key.id}`);
  return trait.id;
}

async function askCatalog(ask: Ask, traitId: string): Promise<void> {
  const feature = await ask("POST /features", {
    name: "Reports",
    description: "",
    feature_type: "event",
    event_subtype: "report",
    flag: { ...flagBody, key: "reports" },
  });
  await ask(`GET /features/${feature.id}`);
  await ask(`PUT /features/${feature.id}`, { description: "All of them" });
  await ask("GET /features?feature_type=event&feature_type=boolean");
  await ask("GET /features/count");
  const flag = await ask("POST /flags", flagBody);
  await ask(`GET /flags/${flag.id}`);
  await ask(`PUT /flags/${flag.id}`, { ...flagBody, default_value: false });
  const conditions = rule.conditions.map((condition) => ({ ...condition, trait_id: traitId }));
  await ask(`PUT /flags/${flag.id}/rules`, { rules: [{ ...rule, conditions }] });
  await ask("GET /flags");
  await ask("GET /flags/count");
  const plan = await ask("POST /plans", { name: "Team", description: "", plan_type: "plan", icon: "blue" });
  await ask(`GET /plans/${plan.id}`);
  await ask(`PUT /plans/${plan.id}`, { name: "Teams" });
  await ask("GET /plans?plan_type=plan");
  await ask("GET /plans/count");
  const grant = { feature_id: feature.id, value_type: "numeric", value_numeric: 2, metric_period: "current_month" };
  const entitlement = await ask("POST /plan-entitlements", {
    ...grant,
    plan_id: plan.id,
    warning_tiers: [{ key: "half", value: 1 }],
  });
  await ask(`GET /plan-entitlements/${entitlement.id}`);
  await ask(`PUT /plan-entitlements/${entitlement.id}`, { value_type: "unlimited" });
  await ask(`GET /plan-entitlements?plan_id=${plan.id}`);
  await ask("GET /plan-entitlements/count");
  await ask("POST /plan-entitlements/duplicate", { source_plan_id: plan.id, target_plan_id: "plan_pro" });
  await ask(`DELETE /plan-entitlements/${entitlement.id}`);
  const override = await ask("POST /company-overrides", { ...grant, company_id: "comp_acme", note: "A favour" });
  await ask(`GET /company-overrides/${override.id}`);
  await ask(`PUT /company-overrides/${override.id}`, { value_type: "boolean", value_bool: false });
  await ask("GET /company-overrides?company_id=comp_acme&without_expired=true");
  await ask("GET /company-overrides/count");
  await ask(`DELETE /company-overrides/${override.id}`);
  await ask(`DELETE /flags/${flag.id}`);
  await ask(`DELETE /features/${feature.id}`);
  await ask(`DELETE /plans/${plan.id}`);
}

async function askCredits(ask: Ask): Promise<void> {
  const credit = await ask("POST /billing/credits", { name: "Pixels", description: "", currency: "usd" });
  await ask(`GET /billing/credits/${credit.id}`);
  await ask(`PUT /billing/credits/${credit.id}`, { name: "Pixels!", description: "" });
  await ask("GET /billing/credits");
  await ask("GET /billing/credits/count");
  const grant = await ask("POST /billing/credits/grants/company", {
    company_id: "comp_acme",
    credit_id: credit.id,
    quantity: 5,
    reason: "free",
  });
  await ask("GET /billing/credits/grants/company/list?company_id=comp_acme");
  await ask("GET /billing/credits/grants/company/count?company_id=comp_acme");
  await ask(`GET /billing/credits/grants/list?credit_id=${credit.id}`);
  await ask("GET /billing/credits/grants/count");
  await ask("GET /billing/credits/balance?company_id=comp_acme");
  await ask(`PUT /billing/credits/grants/${grant.id}/zero-out`, {});
  await ask("GET /v2/billing/credits/ledger?company_id=comp_acme");
  await ask("GET /v2/billing/credits/ledger/count?company_id=comp_acme");
  const reset = { reset_cadence: "monthly", reset_start: "first_of_month", reset_type: "plan_period" };
  const planGrant = await ask("POST /billing/credits/plan-grants", {
    ...reset,
    plan_id: "plan_free",
    credit_id: credit.id,
    credit_amount: 7,
  });
  await ask(`GET /billing/credits/plan-grants/${planGrant.id}`);
  await ask(`PUT /billing/credits/plan-grants/${planGrant.id}`, {
    ...reset,
    credit_amount: 9,
    apply_to_existing: true,
  });
  await ask("GET /billing/credits/plan-grants?plan_id=plan_free");
  await ask("GET /billing/credits/plan-grants/count");
  await ask(`DELETE /billing/credits/plan-grants/${planGrant.id}?apply_to_existing=true`);
  await ask(`DELETE /billing/credits/${credit.id}`);
}

async function askTheRest(ask: Ask, hook: string): Promise<void> {
  await ask("POST /events", { event_type: "track", body: { event: "export", company: { id: "acme" } } });
  await ask("POST /event-batch", { events: [{ event_type: "identify", body: { keys: { user_id: "u1" } } }] });
  const [event] = await ask("GET /events?event_types=track");
  await ask(`GET /events/${event.id}`);
  await ask("GET /event-types");
  await ask("GET /feature-usage?company_id=comp_acme");
  await ask("GET /feature-usage/count?company_keys[id]=acme");
  await ask("GET /usage-by-company?id=acme");
  const times = "start_time=2026-01-01T00:00:00Z&end_time=2026-02-01T00:00:00Z";
  await ask(`GET /feature-usage-history?${times}`);
  await ask(`GET /feature-usage-timeseries?company_id=comp_acme&feature_id=feat_export&${times}`);
  await ask("GET /user-usage-by-company?company_id=comp_acme");
  await ask("GET /user-usage-detail?company_id=comp_acme&user_id=user_wile");
  await ask("GET /feature-companies?feature_id=feat_export");
  await ask("GET /feature-companies/count?feature_id=feat_export");
  await ask("GET /feature-users?feature_id=feat_export");
  await ask("GET /feature-users/count?feature_id=feat_export");
  for (const path of ["sso/check", "check"]) await ask(`POST /flags/${path}`, { company: { id: "acme" } });
  await ask("POST /flags/check-bulk", { contexts: [{}] });
  const webhook = await ask("POST /webhooks", { name: "Mine", url: hook, request_types: ["company.created"] });
  await ask(`GET /webhooks/${webhook.id}`);
  await ask(`PUT /webhooks/${webhook.id}`, { name: "Ours" });
  await ask("GET /webhooks");
  await ask("GET /webhooks/count");
  await ask(`POST /webhooks/${webhook.id}/test`, { request_type: "test.send" });
  const [delivery] = await ask("GET /webhook-events");
  await ask(`GET /webhook-events/${delivery.id}`);
  await ask("GET /webhook-events/count");
  await ask(`DELETE /webhooks/${webhook.id}`);
  await ask("GET /whoami");
  await ask("POST /temporary-access-tokens", { resource_type: "company", lookup: { id: "acme" } });
  await ask("GET /environments");
  await ask("GET /environments/env_emulator");
  const key = await ask("POST /api-keys", { name: "Mine", readonly: true });
  await ask(`GET /api-keys/${key.id}`);
  await ask(`PUT /api-keys/${key.id}`, { name: "Yours" });
  await ask("GET /api-keys?require_environment=false");
  await ask("GET /api-keys/count?require_environment=false");
  await ask(`DELETE /api-keys/${key.id}`);
}

describe("every operation that is emulated", () => {
  it("answers what the API description says", async () => {
    const emulator = await start();
    await capture(emulator, track("inference_tokens", { id: "acme" }, { quantity: 3 }));
    const { ask, asked } = asker(emulator);
    await askCompaniesAndUsers(ask);
    await askCatalog(ask, await askDefinitions(ask));
    await askCredits(ask);
    await askTheRest(ask, `${emulator.url}/nowhere`);
    expect(Object.keys(handlers).filter((id) => !asked.has(id))).toEqual([]);
  }, 30_000);
});
