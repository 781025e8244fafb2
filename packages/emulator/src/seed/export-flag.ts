import type { ConditionRow, FlagRow, RuleRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { compact, traitName } from "./compact.ts";
import { lacking } from "./lacking.ts";
import { resourceTables } from "./resource-tables.ts";
import type { SeedCondition, SeedFlag, SeedRule } from "./seed-flag.ts";

/** Ids that name something; a seed cannot refer to what was deleted. */
function resources(state: State, row: ConditionRow): readonly string[] {
  const table = resourceTables[row.condition_type];
  return table === undefined ? row.resource_ids : row.resource_ids.filter((id) => state.store.get(table, id));
}

/** A condition; `undefined` for one that lacks what it is about: it can never hold. */
function condition(state: State, row: ConditionRow): SeedCondition | undefined {
  const trait = traitName(state, row.trait_id);
  const ids = resources(state, row);
  const written = {
    ...compact<SeedCondition>({
      type: row.condition_type as SeedCondition["type"],
      operator: row.operator as SeedCondition["operator"],
      trait,
      value: row.condition_type === "metric" ? row.metric_value : row.trait_value,
      compareTrait: traitName(state, row.comparison_trait_id),
      event: row.event_subtype,
      period: row.metric_period,
      monthReset: row.metric_period_month_reset,
      credit: state.store.get("credits", row.credit_id ?? "")?.id,
      consumptionRate: row.credit_cost,
    }),
    ...((ids.length > 0 || row.condition_type in resourceTables) && { in: ids }),
  };
  return lacking(written) === undefined ? written : undefined;
}

/** A rule; none when it can never match, as one of its conditions cannot hold. */
function exportRule(state: State, rule: RuleRow): SeedRule[] {
  const conditions = rule.conditions.map((each) => condition(state, each));
  const groups = rule.condition_groups.map((group) => group.conditions.flatMap((each) => condition(state, each) ?? []));
  const isDead =
    conditions.includes(undefined) ||
    groups.some((group, index) => {
      const before = rule.condition_groups[index]?.conditions.length ?? 0;
      return before > 0 && group.length === 0;
    });
  if (isDead) return [];
  const type = rule.rule_type === "standard" ? undefined : (rule.rule_type as "default");
  const { value, priority } = rule;
  // The API lets a rule be without a name, a seed does not.
  const name = rule.name || rule.id;
  return [
    compact<SeedRule>({ name, value, type, priority, conditions: conditions.flatMap((each) => each ?? []), groups }),
  ];
}

/** A flag with its rules as a seed describes it. */
export function exportFlag(state: State, row: FlagRow): SeedFlag {
  return compact<SeedFlag>({
    id: row.id,
    key: row.key,
    name: row.name,
    description: row.description,
    default: row.default_value ? true : undefined,
    feature: row.feature_id,
    rules: row.rules.flatMap((rule) => exportRule(state, rule)),
  });
}
