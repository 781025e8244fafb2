import type { ConditionRow, FlagRow, RuleRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";

/** A rule as a request spells it. */
export interface RuleInput {
  readonly id?: string | null;
  readonly name: string;
  readonly priority: number;
  readonly rule_type?: string | null;
  readonly value: boolean;
  readonly conditions: readonly ConditionInput[];
  readonly condition_groups: readonly { readonly id?: string | null; readonly conditions: readonly ConditionInput[] }[];
}

export type ConditionInput = Pick<ConditionRow, "condition_type" | "operator" | "resource_ids"> & {
  readonly [M in keyof Omit<ConditionRow, "condition_type" | "operator" | "resource_ids">]?: ConditionRow[M] | null;
};

function condition(state: State, input: ConditionInput): ConditionRow {
  return {
    id: input.id ?? state.id("cond"),
    condition_type: input.condition_type,
    operator: input.operator,
    resource_ids: input.resource_ids,
    trait_id: input.trait_id ?? null,
    trait_value: input.trait_value ?? "",
    comparison_trait_id: input.comparison_trait_id ?? null,
    event_subtype: input.event_subtype ?? null,
    metric_value: input.metric_value ?? null,
    metric_period: input.metric_period ?? null,
    metric_period_month_reset: input.metric_period_month_reset ?? null,
    credit_id: input.credit_id ?? null,
    credit_cost: input.credit_cost ?? null,
  };
}

/** Replaces the whole rule list of a flag; rules that name a known id keep it and their age. */
export function setRules(state: State, flag: FlagRow, inputs: readonly RuleInput[]): FlagRow {
  const now = state.clock.iso();
  const rules = inputs.map((input): RuleRow => {
    const known = flag.rules.find((rule) => rule.id === input.id);
    return {
      id: known?.id ?? state.id("rule"),
      name: input.name,
      priority: input.priority,
      rule_type: input.rule_type ?? "standard",
      value: input.value,
      conditions: input.conditions.map((each) => condition(state, each)),
      condition_groups: input.condition_groups.map((group) => ({
        id: group.id ?? state.id("cgrp"),
        conditions: group.conditions.map((each) => condition(state, each)),
      })),
      created_at: known?.created_at ?? now,
      updated_at: now,
    };
  });
  return state.store.put("flags", { ...flag, rules, updated_at: now });
}
