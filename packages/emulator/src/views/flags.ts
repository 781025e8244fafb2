import type { ConditionRow, FlagRow, RuleRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";

type View = Record<string, unknown>;

/** What an id in a condition refers to, as far as it can be named. */
function resource(state: State, id: string): View {
  const { store } = state;
  const row = store.get("plans", id) ?? store.get("companies", id) ?? store.get("users", id);
  return row ? { id, name: row.name } : { id, name: id };
}

function conditionView(state: State, flag: FlagRow, rule: RuleRow, row: ConditionRow): View {
  const trait = row.trait_id === null ? undefined : state.store.get("trait_definitions", row.trait_id);
  const comparison =
    row.comparison_trait_id === null ? undefined : state.store.get("trait_definitions", row.comparison_trait_id);
  const { credit_id, credit_cost, ...condition } = row;
  return {
    ...condition,
    created_at: rule.created_at,
    updated_at: rule.updated_at,
    environment_id: state.environmentId,
    flag_id: flag.id,
    rule_id: rule.id,
    resources: row.resource_ids.map((id) => resource(state, id)),
    ...(trait && { trait, trait_entity_type: trait.entity_type }),
    ...(comparison && { comparison_trait: comparison }),
  };
}

/** A rule of a flag. */
export function ruleView(state: State, flag: FlagRow, rule: RuleRow): View {
  const times = { created_at: rule.created_at, updated_at: rule.updated_at };
  const owner = { environment_id: state.environmentId, flag_id: flag.id };
  return {
    ...rule,
    ...owner,
    conditions: rule.conditions.map((row) => conditionView(state, flag, rule, row)),
    condition_groups: rule.condition_groups.map((group) => ({
      id: group.id,
      ...times,
      ...owner,
      rule_id: rule.id,
      conditions: group.conditions.map((row) => ({
        ...conditionView(state, flag, rule, row),
        condition_group_id: group.id,
      })),
    })),
  };
}

/** A flag without its rules and feature. */
export function flagSummary(flag: FlagRow): View {
  const { rules, ...rest } = flag;
  return { ...rest, flag_type: "boolean" };
}

function lastChecked(state: State, flag: FlagRow): string | null {
  const events = [...state.store.table("events").values()];
  const last = events.findLast((event) => event.type === "flag_check" && event.body.flag_key === flag.key);
  return last?.captured_at ?? null;
}

/** A flag with its rules, those of its own that is: rules that entitlements stand for show in the entitlements. */
export function flagView(state: State, flag: FlagRow): View {
  const feature = flag.feature_id === null ? undefined : state.store.get("features", flag.feature_id);
  return {
    ...flagSummary(flag),
    last_checked_at: lastChecked(state, flag),
    ...(feature && { feature }),
    rules: flag.rules.map((rule) => ruleView(state, flag, rule)),
  };
}
