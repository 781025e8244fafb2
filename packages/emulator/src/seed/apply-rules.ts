import type { ConditionInput, RuleInput } from "../operations/rules.ts";
import type { State } from "../state/state.ts";
import { lacking } from "./lacking.ts";
import { resolve, resolveTrait, SeedError, type SeedPath } from "./references.ts";
import { resourceTables } from "./resource-tables.ts";
import type { SeedCondition, SeedRule } from "./seed-flag.ts";

function resources(state: State, condition: SeedCondition, path: SeedPath): readonly string[] {
  const names = condition.in ?? [];
  const table = resourceTables[condition.type];
  if (table === undefined) return names;
  return names.map((name, index) => resolve(state, table, name, [...path, "in", index]));
}

function traitType(value: SeedCondition["value"]): "boolean" | "number" | "string" {
  if (typeof value === "boolean") return "boolean";
  return typeof value === "number" ? "number" : "string";
}

/** Throws a SeedError for a condition that lacks what its type is about. */
function assertWhole(condition: SeedCondition, path: SeedPath): void {
  const member = lacking(condition);
  if (member !== undefined) throw new SeedError(path, `a ${condition.type} condition needs ${member}`);
}

function toCondition(state: State, condition: SeedCondition, path: SeedPath): ConditionInput {
  assertWhole(condition, path);
  const { type, event, credit, trait, value, compareTrait } = condition;
  return {
    condition_type: type,
    operator: condition.operator ?? "eq",
    resource_ids: resources(state, condition, path),
    trait_id: trait === undefined ? null : resolveTrait(state, trait, traitType(value)).id,
    comparison_trait_id: compareTrait === undefined ? null : resolveTrait(state, compareTrait, traitType(value)).id,
    credit_cost: condition.consumptionRate ?? null,
    trait_value: trait === undefined || value === undefined ? "" : String(value),
    event_subtype: event ?? null,
    metric_value: type === "metric" ? Number(value ?? 0) : null,
    metric_period: condition.period ?? null,
    metric_period_month_reset: condition.monthReset ?? null,
    credit_id: credit === undefined ? null : resolve(state, "credits", credit, [...path, "credit"]),
  };
}

/** A seed's rules as requests spell them. */
export function toRules(state: State, rules: readonly SeedRule[], path: SeedPath): RuleInput[] {
  return rules.map((rule, index) => {
    const all = (conditions: readonly SeedCondition[], member: SeedPath): ConditionInput[] =>
      conditions.map((condition, place) => toCondition(state, condition, [...path, index, ...member, place]));
    return {
      name: rule.name,
      value: rule.value,
      priority: rule.priority ?? index,
      rule_type: rule.type ?? "standard",
      conditions: all(rule.conditions ?? [], ["conditions"]),
      condition_groups: (rule.groups ?? []).map((group, place) => ({ conditions: all(group, ["groups", place]) })),
    };
  });
}
