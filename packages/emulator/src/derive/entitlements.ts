import { creditBalance, roundCredits } from "../credits/balance.ts";
import type { CompanyRow, FeatureRow, MetricPeriod, MonthReset } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { allocationOf, type FeatureGrant, grantsOfFeatures } from "./grants-of-feature.ts";
import { subscriptionOf, usageOf } from "./metrics.ts";
import { periodAt } from "./periods.ts";
import { traitInteger, traitValueOf } from "./traits.ts";
import type { WireEntitlement } from "./wire.ts";

/** The counter that a grant looks at, with what applies when it does not say. */
export function metricOf(row: FeatureGrant["row"]): { period: MetricPeriod; month_reset: MonthReset } {
  const period = row.value_type === "credit" ? "all_time" : (row.metric_period ?? "all_time");
  const reset = period === "current_month" ? row.metric_period_month_reset : null;
  return { period, month_reset: reset ?? "first_of_month" };
}

type Usage = Pick<
  WireEntitlement,
  "usage" | "event_name" | "event_subtype" | "metric_period" | "month_reset" | "metric_reset_at"
>;

function usageFields(state: State, company: CompanyRow, feature: FeatureRow, row: FeatureGrant["row"]): Usage {
  if (feature.feature_type === "trait" && feature.trait_id !== null)
    return { usage: traitInteger(traitValueOf(state, "company", company, feature.trait_id)) };
  if (feature.event_subtype === null) return {};
  const metric = metricOf(row);
  const { end } = periodAt(metric, state.clock.now(), subscriptionOf(state, company.id));
  return {
    usage: usageOf(state, company, { event: feature.event_subtype, ...metric }),
    event_name: feature.event_subtype,
    event_subtype: feature.event_subtype,
    metric_period: metric.period,
    month_reset: metric.month_reset,
    ...(end && { metric_reset_at: end.toISOString() }),
  };
}

function creditFields(state: State, company: CompanyRow, row: FeatureGrant["row"]): Partial<WireEntitlement> {
  if (row.value_credit_id === null) return {};
  const balance = creditBalance(state, company.id, row.value_credit_id);
  return {
    credit_id: row.value_credit_id,
    credit_total: balance.total,
    credit_used: roundCredits(balance.total - balance.remaining),
    credit_remaining: balance.remaining,
    credit_reserved: balance.reserved,
    credit_settled: balance.settled,
    consumption_rate: row.consumption_rate ?? 1,
  };
}

/** One feature that a company is granted, as checks report it. */
export function entitlementOf(state: State, company: CompanyRow, grant: FeatureGrant, key: string): WireEntitlement {
  const { row } = grant;
  const feature = state.store.get("features", row.feature_id);
  const allocation = allocationOf(state, company, row);
  const plan = grant.source === "plan_entitlement" ? grant.row : undefined;
  return {
    feature_id: row.feature_id,
    feature_key: key,
    value_type: row.value_type,
    ...(allocation !== undefined && { allocation }),
    ...(typeof plan?.soft_limit === "number" && { soft_limit: plan.soft_limit }),
    ...(feature && row.value_type !== "boolean" && usageFields(state, company, feature, row)),
    ...(row.value_type === "credit" && creditFields(state, company, row)),
    ...(plan && plan.warning_tiers.length > 0 && { warning_tiers: plan.warning_tiers }),
  };
}

/** All entitlements of a company. A feature's key is the key of its flag, as flag checks find it by that. */
export function entitlementsOf(state: State, company: CompanyRow): WireEntitlement[] {
  return [...grantsOfFeatures(state, company).values()].flatMap((grant) => {
    const keys = state.flagsOfFeature.get(grant.row.feature_id).map((flag) => flag.key);
    return (keys.length > 0 ? keys : [grant.row.feature_id]).map((key) => entitlementOf(state, company, grant, key));
  });
}
