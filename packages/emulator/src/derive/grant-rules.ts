import type { FeatureRow, PlanEntitlementRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { metricOf } from "./entitlements.ts";
import type { FeatureGrant } from "./grants-of-feature.ts";
import { wireDefinition } from "./traits.ts";
import type { WireCondition, WireRule, WireTraitDefinition } from "./wire.ts";

/** Whom a grant's rules are for and how they are called. */
export interface GrantScope {
  readonly type: "plan_entitlement" | "company_override";
  readonly name: string;
  readonly flagId?: string | undefined;
  readonly conditions: readonly Pick<WireCondition, "condition_type" | "operator" | "resource_ids">[];
}

type Limit = Partial<WireCondition> & Pick<WireCondition, "condition_type" | "operator">;

function definition(state: State, id: string | null): WireTraitDefinition | undefined {
  const row = id === null ? undefined : state.store.get("trait_definitions", id);
  return row && wireDefinition(row);
}

/** Usage below the limit; `gte` is the counterpart. A trait as limit stands beside 0, without which the engine skips the rule. */
function usageLimit(state: State, feature: FeatureRow, row: FeatureGrant["row"], operator: "lt" | "gte"): Limit {
  const comparison = row.value_type === "trait" ? definition(state, row.value_trait_id) : undefined;
  const limit = { operator, ...(comparison && { comparison_trait_definition: comparison }) };
  const trait = feature.feature_type === "trait" ? definition(state, feature.trait_id) : undefined;
  if (trait)
    return {
      ...limit,
      condition_type: "trait",
      trait_definition: trait,
      trait_value: row.value_type === "numeric" ? String(row.value_numeric ?? 0) : "",
    };
  const { period, month_reset } = metricOf(row);
  return {
    ...limit,
    condition_type: "metric",
    event_subtype: feature.event_subtype ?? "",
    metric_value: row.value_type === "numeric" ? (row.value_numeric ?? 0) : 0,
    metric_period: period,
    metric_period_month_reset: month_reset,
  };
}

function creditLimit(feature: FeatureRow, row: FeatureGrant["row"], operator: "lte" | "gt"): Limit {
  return {
    condition_type: "credit",
    operator,
    credit_id: row.value_credit_id ?? "",
    consumption_rate: row.consumption_rate ?? 1,
    ...(feature.event_subtype !== null && { event_subtype: feature.event_subtype }),
  };
}

/** The condition that allows and the one that reports the limit reached; none where there is no limit. */
function limits(state: State, feature: FeatureRow, row: FeatureGrant["row"]): [Limit, Limit] | undefined {
  if (row.value_type === "credit") return [creditLimit(feature, row, "lte"), creditLimit(feature, row, "gt")];
  const behavior = (row as Partial<PlanEntitlementRow>).price_behavior;
  if (behavior === "overage" || behavior === "pay_as_you_go") return undefined;
  if (row.value_type !== "numeric" && row.value_type !== "trait") return undefined;
  return [usageLimit(state, feature, row, "lt"), usageLimit(state, feature, row, "gte")];
}

/** The rules that a grant of a feature stands for: one that allows and, where there is a limit, its usage-exceeded counterpart. */
export function grantRules(state: State, feature: FeatureRow, row: FeatureGrant["row"], scope: GrantScope): WireRule[] {
  const owner = { account_id: state.accountId, environment_id: state.environmentId };
  const rule = (id: string, exceeded: boolean, limit: Limit | undefined): WireRule => ({
    id,
    ...owner,
    ...(scope.flagId !== undefined && { flag_id: scope.flagId }),
    name: exceeded ? `${scope.name} (usage exceeded)` : scope.name,
    priority: 0,
    rule_type: exceeded ? `${scope.type}_usage_exceeded` : scope.type,
    value: exceeded ? false : row.value_type !== "boolean" || row.value_bool === true,
    conditions: [...scope.conditions, ...(limit ? [limit] : [])].map((condition, index) => ({
      ...owner,
      resource_ids: [],
      trait_value: "",
      ...condition,
      id: `${id}_${index + 1}`,
    })),
    condition_groups: [],
  });
  if (row.value_type === "unknown") return [];
  const pair = limits(state, feature, row);
  if (!pair) return [rule(row.rule_id, false, undefined)];
  return [rule(row.rule_id, false, pair[0]), rule(row.rule_id_usage_exceeded, true, pair[1])];
}
