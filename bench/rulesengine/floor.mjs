// The same two flags written by hand, as if a developer had put each into code: nothing is interpreted, and the company comes
// with its values already typed. No engine that takes its rules as data can be faster.

/** A company as code would want it. */
export function typedCompany(company) {
  const traits = {};
  for (const { trait_definition, value } of company.traits) {
    traits[trait_definition.id] = trait_definition.comparable_type === "int" ? Number(value) : value;
  }
  const metrics = {};
  for (const { event_subtype, value } of company.metrics) metrics[event_subtype] = value;
  const [entitlement] = company.entitlements;
  return {
    id: company.id,
    planIds: company.plan_ids,
    traits,
    metrics,
    entitlement: {
      featureId: entitlement.feature_id,
      featureKey: entitlement.feature_key,
      valueType: entitlement.value_type,
      allocation: entitlement.allocation,
      usage: entitlement.usage,
    },
    resetsAt: nextFifteenth(Date.now()),
  };
}

function nextFifteenth(now) {
  const date = new Date(now);
  const at = (ahead) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead, 15, 9, 30);
  return Math.min(at(0) > now ? at(0) : at(1), Date.UTC(2027, 0, 15, 9, 30));
}

const iso = (millis) => `${new Date(millis).toISOString().slice(0, 19)}+00:00`;

/** The small flag in code. */
export function smallFloor(typed) {
  const { resetsAt } = typed;
  const resetText = iso(resetsAt);
  return (company, user) => {
    if (company.traits.trt_1 >= 50) return undefined;
    const { planIds } = company;
    if ((planIds.includes("plan_free") || planIds.includes("plan_pro_2026")) && company.metrics.api_call < 1000) {
      return {
        value: true,
        reason: 'Matched plan entitlement rule "Pro plan" (rule_entitlement)',
        ruleId: "rule_entitlement",
        ruleType: "plan_entitlement",
        companyId: company.id,
        userId: user.id,
        entitlement: company.entitlement,
        flagId: "flag_api_calls",
        flagKey: "api-calls",
        featureAllocation: 1000,
        featureUsage: company.metrics.api_call,
        featureUsageEvent: "api_call",
        featureUsagePeriod: "current_month",
        featureUsageResetAt: Date.now() < resetsAt ? resetText : null,
      };
    }
    return undefined;
  };
}

/** The large flag in code. Its sixty comparisons are put together from the fixture, which spares the reader sixty lines. */
export function largeFloor({ rules }) {
  const comparison = ({ trait_definition: { id, comparable_type }, trait_value }) =>
    comparable_type === "int" ? `traits.${id} >= ${trait_value}` : `traits.${id} === ${JSON.stringify(trait_value)}`;
  const branches = rules.map(
    (rule) => `
      if (${rule.conditions.map(comparison).join(" && ")}) {
        return {
          value: ${rule.value},
          reason: 'Matched standard rule "${rule.name}" (${rule.id})',
          ruleId: "${rule.id}",
          ruleType: "standard",
          companyId: company.id,
          userId: user.id,
          entitlement: null,
          flagId: "flag_large",
          flagKey: "large",
          featureAllocation: null,
          featureUsage: null,
          featureUsageEvent: null,
          featureUsagePeriod: null,
          featureUsageResetAt: null,
        };
      }`,
  );
  return new Function("company", "user", `const { traits } = company; ${branches.join("")}`);
}
