import type { ConditionRow, FlagRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { compact, traitName } from "./compact.ts";
import type { SeedCondition, SeedFlag, SeedRule } from "./seed-flag.ts";

function condition(state: State, row: ConditionRow): SeedCondition {
  const trait = traitName(state, row.trait_id);
  return compact<SeedCondition>({
    type: row.condition_type as SeedCondition["type"],
    operator: row.operator as SeedCondition["operator"],
    in: row.resource_ids,
    trait,
    value: trait === undefined ? row.metric_value : row.trait_value,
    event: row.event_subtype,
    period: row.metric_period,
    monthReset: row.metric_period_month_reset,
    credit: row.credit_id,
  });
}

/** A flag with its rules as a seed describes it. */
export function exportFlag(state: State, row: FlagRow): SeedFlag {
  const rules = row.rules.map((rule) =>
    compact<SeedRule>({
      name: rule.name,
      value: rule.value,
      type: rule.rule_type === "standard" ? undefined : (rule.rule_type as "default"),
      priority: rule.priority,
      conditions: rule.conditions.map((each) => condition(state, each)),
      groups: rule.condition_groups.map((group) => group.conditions.map((each) => condition(state, each))),
    }),
  );
  return compact<SeedFlag>({
    id: row.id,
    key: row.key,
    name: row.name,
    description: row.description,
    default: row.default_value ? true : undefined,
    feature: row.feature_id,
    rules,
  });
}
