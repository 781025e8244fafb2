import { entitlementOf } from "../derive/entitlements.ts";
import type { FeatureGrant } from "../derive/grants-of-feature.ts";
import type { CompanyRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { entitlementView, featureView, overrideView, planSummary } from "./catalog.ts";

/** May the company use the feature now? */
function hasAccess(grant: FeatureGrant, figures: ReturnType<typeof entitlementOf>): boolean {
  const { row } = grant;
  if (row.value_type === "boolean") return row.value_bool === true;
  if (row.value_type === "credit") return (figures.credit_remaining ?? 0) >= (figures.consumption_rate ?? 1);
  if (figures.allocation === undefined) return true;
  const behavior = grant.source === "plan_entitlement" ? grant.row.price_behavior : null;
  return behavior === "overage" || behavior === "pay_as_you_go" || (figures.usage ?? 0) < figures.allocation;
}

function sourceFields(state: State, grant: FeatureGrant): Record<string, unknown> {
  if (grant.source === "company_override")
    return {
      company_override: overrideView(state, grant.row),
      entitlement_expiration_date: grant.row.expiration_date,
      entitlement_source: "Company override",
    };
  const plan = state.store.get("plans", grant.row.plan_id);
  return {
    plan_entitlement: entitlementView(state, grant.row),
    ...(plan && { plan: planSummary(plan) }),
    entitlement_source: plan?.name ?? null,
    price_behavior: grant.row.price_behavior,
  };
}

/** What a company is entitled to of a feature, and how much of it is used. */
export function usageView(state: State, company: CompanyRow, grant: FeatureGrant): Record<string, unknown> {
  const feature = state.store.get("features", grant.row.feature_id);
  const figures = entitlementOf(state, company, grant, "");
  const { allocation, usage } = figures;
  return {
    access: hasAccess(grant, figures),
    allocation: allocation ?? null,
    allocation_type: grant.row.value_type,
    entitlement_id: grant.row.id,
    entitlement_type: grant.source,
    ...sourceFields(state, grant),
    ...(feature && { feature: featureView(state, feature) }),
    has_valid_allocation: allocation !== undefined,
    is_unlimited: grant.row.value_type === "unlimited",
    effective_limit: allocation ?? null,
    usage: usage ?? null,
    overuse: allocation === undefined || usage === undefined ? null : Math.max(usage - allocation, 0),
    percent_used: allocation && usage !== undefined ? (usage / allocation) * 100 : null,
    period: figures.metric_period ?? null,
    month_reset: figures.month_reset ?? null,
    metric_reset_at: figures.metric_reset_at ?? null,
    soft_limit: figures.soft_limit ?? null,
    credit_consumption_rate: figures.consumption_rate ?? null,
    credit_remaining: figures.credit_remaining ?? null,
    credit_total: figures.credit_total ?? null,
    credit_used: figures.credit_used ?? null,
  };
}
