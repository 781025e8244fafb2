import type { ConditionRow, FlagRow, OverrideRow, RuleRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { grantRules } from "./grant-rules.ts";
import { wireDefinition } from "./traits.ts";
import type { WireCondition, WireFlag, WireRule } from "./wire.ts";

function wireCondition(state: State, row: ConditionRow): WireCondition {
  const trait = row.trait_id === null ? undefined : state.store.get("trait_definitions", row.trait_id);
  const comparison =
    row.comparison_trait_id === null ? undefined : state.store.get("trait_definitions", row.comparison_trait_id);
  return {
    id: row.id,
    account_id: state.accountId,
    environment_id: state.environmentId,
    condition_type: row.condition_type,
    operator: row.operator,
    resource_ids: row.resource_ids,
    trait_value: row.trait_value,
    ...(row.event_subtype !== null && { event_subtype: row.event_subtype }),
    ...(row.metric_value !== null && { metric_value: row.metric_value }),
    ...(row.metric_period !== null && { metric_period: row.metric_period }),
    ...(row.metric_period_month_reset !== null && { metric_period_month_reset: row.metric_period_month_reset }),
    ...(row.credit_id !== null && { credit_id: row.credit_id }),
    ...(row.credit_cost !== null && { consumption_rate: row.credit_cost }),
    ...(trait && { trait_definition: wireDefinition(trait) }),
    ...(comparison && { comparison_trait_definition: wireDefinition(comparison) }),
  };
}

function wireRule(state: State, flag: FlagRow, row: RuleRow): WireRule {
  const conditions = (rows: readonly ConditionRow[]): WireCondition[] => rows.map((each) => wireCondition(state, each));
  return {
    id: row.id,
    account_id: state.accountId,
    environment_id: state.environmentId,
    flag_id: flag.id,
    name: row.name,
    priority: row.priority,
    rule_type: row.rule_type,
    value: row.value,
    conditions: conditions(row.conditions),
    condition_groups: row.condition_groups.map((group) => ({ conditions: conditions(group.conditions) })),
  };
}

/**
 * Overrides that set a limit. The engine tries plan entitlements before overrides whose limit is reached, so the plans'
 * rules leave these companies out: an override wins over the plan, upwards and downwards.
 */
function limitedByOverride(overrides: readonly OverrideRow[]): string[] {
  const limited = overrides.filter((row) => !row.expired && row.value_type !== "boolean");
  return [...new Set(limited.map((row) => row.company_id))].sort();
}

function planRules(state: State, flag: FlagRow, overrides: readonly OverrideRow[]): WireRule[] {
  const feature = flag.feature_id === null ? undefined : state.store.get("features", flag.feature_id);
  if (!feature) return [];
  const excluded = limitedByOverride(overrides);
  const exclusion = excluded.length > 0 ? [{ condition_type: "company", operator: "ne", resource_ids: excluded }] : [];
  return [...state.store.table("plan_entitlements").values()].flatMap((row) => {
    const plan = row.feature_id === feature.id ? state.store.get("plans", row.plan_id) : undefined;
    if (!plan) return [];
    const conditions = [{ condition_type: "plan", operator: "eq", resource_ids: [plan.id] }, ...exclusion];
    return grantRules(state, feature, row, { type: "plan_entitlement", name: plan.name, flagId: flag.id, conditions });
  });
}

/** A flag as the engine reads it: its own rules and those that the plans' entitlements stand for. */
function wireFlag(state: State, flag: FlagRow, overridesOfFeature: readonly OverrideRow[]): WireFlag {
  return {
    id: flag.id,
    account_id: state.accountId,
    environment_id: state.environmentId,
    key: flag.key,
    default_value: flag.default_value,
    rules: [...flag.rules.map((row) => wireRule(state, flag, row)), ...planRules(state, flag, overridesOfFeature)],
  };
}

const configuration = new Set([
  "flags",
  "features",
  "plans",
  "plan_entitlements",
  "overrides",
  "trait_definitions",
  "credits",
]);

/** All flags as the engine reads them, worked out again only after something that they are made of has changed. */
export function createFlagSet(state: State): () => ReadonlyMap<string, WireFlag> {
  let flags: Map<string, WireFlag> | undefined;
  state.store.observe((change) => {
    if (configuration.has(change.table)) flags = undefined;
  });
  return () => {
    flags ??= new Map(
      [...state.store.table("flags").values()].map((flag) => {
        const overrides = [...state.store.table("overrides").values()].filter(
          (row) => row.feature_id === flag.feature_id,
        );
        return [flag.id, wireFlag(state, flag, overrides)];
      }),
    );
    return flags;
  };
}
