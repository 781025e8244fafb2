// The two flags that are measured, in the wire's spelling, as parsed from JSON: what a check gets in production.

const scope = { account_id: "acct_1", environment_id: "env_1" };

const definition = (id, comparable_type) => ({ id, comparable_type, entity_type: "company" });

const condition = (id, members) => ({
  id,
  ...scope,
  resource_ids: [],
  trait_value: "",
  ...members,
});

const rule = (id, members) => ({
  id,
  ...scope,
  flag_id: null,
  condition_groups: [],
  priority: 1,
  value: true,
  ...members,
});

const metric = (event_subtype, value) => ({
  ...scope,
  company_id: "comp_2f6b0c1d",
  event_subtype,
  period: "current_month",
  month_reset: "billing_cycle",
  value,
  created_at: "2026-11-01T00:00:00Z",
});

const trait = (id, comparable_type, value) => ({ trait_definition: definition(id, comparable_type), value });

const company = (traits, metrics) => ({
  id: "comp_2f6b0c1d",
  ...scope,
  base_plan_id: "plan_pro_2026",
  billing_product_ids: ["bilp_1"],
  credit_balances: { bilcr_ai: 250.5 },
  keys: { id: "acme" },
  plan_ids: ["plan_pro_2026", "plan_addon_storage"],
  plan_version_ids: ["plnv_7"],
  metrics,
  traits,
  rules: [],
  subscription: { id: "bilsub_1", period_start: "2026-01-15T09:30:00Z", period_end: "2027-01-15T09:30:00Z" },
  entitlements: [
    { feature_id: "feat_1", feature_key: "api-calls", value_type: "numeric", allocation: 1000, usage: 412 },
  ],
});

const user = () => ({ id: "user_77", ...scope, keys: { id: "u-77" }, traits: [], rules: [] });

/** Two rules: an override on a trait that does not match, then the plan's entitlement on a metric, which does. */
function small() {
  const types = ["string", "int", "bool", "date", "string"];
  const values = ["emea", "12", "true", "2026-02-03T04:05:06Z", "gold"];
  return {
    flag: {
      id: "flag_api_calls",
      ...scope,
      key: "api-calls",
      default_value: false,
      rules: [
        rule("rule_override", {
          name: "Pilot companies",
          rule_type: "company_override",
          conditions: [
            condition("cond_1", {
              condition_type: "trait",
              operator: "gte",
              trait_definition: definition("trt_1", "int"),
              trait_value: "50",
            }),
          ],
        }),
        rule("rule_entitlement", {
          name: "Pro plan",
          rule_type: "plan_entitlement",
          conditions: [
            condition("cond_2", {
              condition_type: "plan",
              operator: "eq",
              resource_ids: ["plan_free", "plan_pro_2026"],
            }),
            condition("cond_3", {
              condition_type: "metric",
              operator: "lt",
              event_subtype: "api_call",
              metric_value: 1000,
              metric_period: "current_month",
              metric_period_month_reset: "billing_cycle",
            }),
          ],
        }),
      ],
    },
    company: company(
      values.map((value, i) => trait(`trt_${i}`, types[i], value)),
      [metric("export", 3), metric("api_call", 412), metric("seat", 7)],
    ),
    user: user(),
  };
}

/** How many rules, conditions of each, traits and metrics the large flag's case has. */
export const LARGE = { rules: 20, conditions: 3, traits: 40, metrics: 20 };

/** Text for even traits, a number for odd ones. */
export const isText = (index) => index % 2 === 0;

/** Rule r looks at traits 2r, 2r + 1 and 2r + 2 (around the 40): its third condition fails, but for the last rule. */
export const traitOf = (r, c) => (2 * r + c) % LARGE.traits;

/** Twenty rules of three trait conditions each. All conditions but the last of each rule match; all of the last rule's do. */
function large() {
  const value = (i) => (isText(i) ? `segment-${i}` : String(100 + i));
  const wanted = (r, c) => {
    const i = traitOf(r, c);
    if (c === 2 && r < LARGE.rules - 1) return `other-${i}`;
    return isText(i) ? `segment-${i}` : "100";
  };
  const conditions = (r) =>
    Array.from({ length: LARGE.conditions }, (_, c) =>
      condition(`cond_${r}_${c}`, {
        condition_type: "trait",
        operator: isText(traitOf(r, c)) ? "eq" : "gte",
        trait_definition: definition(`trt_${traitOf(r, c)}`, isText(traitOf(r, c)) ? "string" : "int"),
        trait_value: wanted(r, c),
      }),
    );
  return {
    flag: {
      id: "flag_large",
      ...scope,
      key: "large",
      default_value: false,
      rules: Array.from({ length: LARGE.rules }, (_, r) =>
        rule(`rule_${r}`, { name: `Segment ${r}`, rule_type: "standard", priority: r, conditions: conditions(r) }),
      ),
    },
    company: company(
      Array.from({ length: LARGE.traits }, (_, i) => trait(`trt_${i}`, isText(i) ? "string" : "int", value(i))),
      Array.from({ length: LARGE.metrics }, (_, i) => metric(`event_${i}`, i)),
    ),
    user: user(),
  };
}

/** A fixture as it arrives: parsed from its text, anew for each caller. */
export const parsed = (fixture) => JSON.parse(JSON.stringify(fixture));

export const fixtures = { small: small(), large: large() };
