import { creditBalances } from "../credits/balance.ts";
import type { CompanyRow, OverrideRow, UserRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { entitlementsOf } from "./entitlements.ts";
import { grantRules } from "./grant-rules.ts";
import { planIdsOf } from "./grants-of-feature.ts";
import { metricsOf, subscriptionOf } from "./metrics.ts";
import { wireTraits } from "./traits.ts";
import type { WireCompany, WireRule, WireUser } from "./wire.ts";

function overrideRules(state: State, row: OverrideRow): WireRule[] {
  const feature = state.store.get("features", row.feature_id);
  if (row.expired || !feature) return [];
  return state.flagsOfFeature.get(feature.id).flatMap((flag) =>
    grantRules(state, feature, row, {
      type: "company_override",
      name: `${feature.name} override`,
      flagId: flag.id,
      conditions: [{ condition_type: "company", operator: "eq", resource_ids: [row.company_id] }],
    }),
  );
}

const present = <T>(values: readonly (T | null | undefined)[]): T[] => values.filter((value) => value != null);

/** A company as the engine reads it and the datastream carries it. */
export function wireCompany(state: State, company: CompanyRow): WireCompany {
  const plans = present(planIdsOf(company).map((id) => state.store.get("plans", id)));
  const entitlements = entitlementsOf(state, company);
  const subscription = subscriptionOf(state, company.id);
  return {
    id: company.id,
    account_id: state.accountId,
    environment_id: state.environmentId,
    base_plan_id: company.plan_id,
    billing_product_ids: present(plans.map((plan) => plan.billing_product_id)),
    credit_balances: Object.fromEntries(
      Object.entries(creditBalances(state, company.id)).map(([id, balance]) => [id, balance.remaining]),
    ),
    entitlements,
    keys: company.keys,
    metrics: metricsOf(state, company, present(entitlements.map((entitlement) => entitlement.event_subtype))),
    plan_ids: plans.map((plan) => plan.id),
    plan_version_ids: plans.map((plan) => plan.version_id),
    rules: state.overridesOf.get(company.id).flatMap((row) => overrideRules(state, row)),
    subscription: subscription
      ? { id: subscription.id, period_start: subscription.period_start, period_end: subscription.period_end }
      : null,
    traits: wireTraits(state, "company", company),
  };
}

/** A user as the engine reads it and the datastream carries it. */
export function wireUser(state: State, user: UserRow): WireUser {
  return {
    id: user.id,
    account_id: state.accountId,
    environment_id: state.environmentId,
    keys: user.keys,
    rules: [],
    traits: wireTraits(state, "user", user),
  };
}
