const scope = { account_id: "acct", environment_id: "env" };

/** A flag in the wire's spelling, with one rule unless told otherwise. */
export function flagOf(members: object = {}): { id: string; key: string; rules: object[] } & Record<string, unknown> {
  return { id: "flag_1", ...scope, key: "feature", default_value: false, rules: [ruleOf()], ...members };
}

export function ruleOf(members: object = {}): object {
  const rule = { id: "rule_1", ...scope, rule_type: "standard", name: "Rule", priority: 1, value: true };
  return { ...rule, conditions: [], condition_groups: [], ...members };
}

export function conditionOf(members: object): object {
  return { id: "cond_1", ...scope, operator: "eq", resource_ids: [], trait_value: "", ...members };
}

export function companyOf(members: object = {}): Record<string, unknown> & { id: string } {
  return { id: "comp_1", ...scope, ...members };
}

export function traitOf(id: string, value: string, type = "string"): object {
  return { value, trait_definition: { id, comparable_type: type, entity_type: "company" } };
}

export function metricOf(event: string, value: number, period = "current_month", reset = "billing_cycle"): object {
  const created = { company_id: "comp_1", created_at: "2026-01-01T00:00:00Z" };
  return { ...scope, ...created, event_subtype: event, period, month_reset: reset, value };
}

/** A rule of a plan that reports the usage of a metric over the company's billing month. */
export function meteredRule(members: object = {}): object {
  const condition = conditionOf({
    condition_type: "metric",
    operator: "lt",
    event_subtype: "call",
    metric_value: 100,
    metric_period: "current_month",
    metric_period_month_reset: "billing_cycle",
    ...members,
  });
  return ruleOf({ rule_type: "plan_entitlement", conditions: [condition] });
}
