import { admin, api } from "./request.ts";
import type { Flag, Rule, RuleInput } from "./schema.ts";

/** What is decided for everyone, before any rule is asked. */
export type Forced = "rules" | "on" | "off";

type Condition = Rule["conditions"][number];
type ConditionInput = RuleInput["conditions"][number];
interface DerivedCondition {
  readonly id: string;
  readonly credit_id?: string;
  readonly consumption_rate?: number;
}
interface DerivedFlag {
  readonly rules: readonly {
    readonly conditions: readonly DerivedCondition[];
    readonly condition_groups: readonly { readonly conditions: readonly DerivedCondition[] }[];
  }[];
}

/** Sets what a flag answers when no rule decides. */
export function setDefault(flag: Flag, on: boolean): Promise<unknown> {
  const { key, name, description, feature_id, flag_type } = flag;
  return api("PUT", `/flags/${flag.id}`, { key, name, description, feature_id, flag_type, default_value: on });
}

/** The API shows conditions on credits without the credit, so writing a rule back would lose it. */
async function creditConditions(): Promise<ReadonlyMap<string, DerivedCondition>> {
  const { flags } = await admin<{ flags: DerivedFlag[] }>("GET", "/derived/flags");
  const rules = flags.flatMap((flag) => flag.rules);
  const conditions = rules.flatMap((rule) => [
    ...rule.conditions,
    ...rule.condition_groups.flatMap((group) => group.conditions),
  ]);
  return new Map(conditions.filter((each) => each.credit_id).map((each) => [each.id, each]));
}

function conditionInput(row: Condition, credit: DerivedCondition | undefined): ConditionInput {
  return {
    id: row.id,
    condition_type: row.condition_type,
    operator: row.operator,
    resource_ids: row.resource_ids,
    trait_id: row.trait_id ?? null,
    trait_value: row.trait_value,
    comparison_trait_id: row.comparison_trait_id ?? null,
    event_subtype: row.event_subtype ?? null,
    metric_value: row.metric_value ?? null,
    metric_period: row.metric_period ?? null,
    metric_period_month_reset: row.metric_period_month_reset ?? null,
    ...(credit && { credit_id: credit.credit_id ?? null, credit_cost: credit.consumption_rate ?? null }),
  };
}

async function ruleInputs(rules: readonly Rule[]): Promise<RuleInput[]> {
  const isCredit = (row: Condition): boolean => row.condition_type === "credit";
  const needed = rules.some(
    (rule) => rule.conditions.some(isCredit) || rule.condition_groups.some((group) => group.conditions.some(isCredit)),
  );
  const credits = needed ? await creditConditions() : new Map<string, DerivedCondition>();
  const input = (row: Condition): ConditionInput => conditionInput(row, credits.get(row.id));
  return rules.map(({ id, name, priority, rule_type, value, conditions, condition_groups }) => ({
    id,
    name,
    priority,
    rule_type,
    value,
    conditions: conditions.map(input),
    condition_groups: condition_groups.map((group) => ({ id: group.id, conditions: group.conditions.map(input) })),
  }));
}

const putRules = (flag: Flag, rules: readonly RuleInput[]): Promise<unknown> =>
  api("PUT", `/flags/${flag.id}/rules`, { rules });

/** Sets what a rule answers when it matches. */
export async function setRuleValue(flag: Flag, ruleId: string, on: boolean): Promise<void> {
  const rules = await ruleInputs(flag.rules);
  await putRules(
    flag,
    rules.map((rule) => (rule.id === ruleId ? { ...rule, value: on } : rule)),
  );
}

/** Takes a rule away. */
export async function removeRule(flag: Flag, ruleId: string): Promise<void> {
  await putRules(
    flag,
    (await ruleInputs(flag.rules)).filter((rule) => rule.id !== ruleId),
  );
}

/** Adds a rule that is tried after those that are there. */
export async function addRule(flag: Flag, rule: Pick<RuleInput, "name" | "value" | "conditions">): Promise<void> {
  const priority = Math.max(-1, ...flag.rules.map((each) => each.priority)) + 1;
  const added: RuleInput = { ...rule, priority, rule_type: "standard", condition_groups: [] };
  await putRules(flag, [...(await ruleInputs(flag.rules)), added]);
}

/** What is decided for everyone. */
export function forcedOf(flag: Flag): Forced {
  const rule = flag.rules.find(({ rule_type }) => rule_type === "global_override");
  return rule === undefined ? "rules" : rule.value ? "on" : "off";
}

/** Decides a flag for everyone, or leaves it to its rules again. */
export async function force(flag: Flag, forced: Forced): Promise<void> {
  const others = (await ruleInputs(flag.rules)).filter((rule) => rule.rule_type !== "global_override");
  if (forced === "rules") return void (await putRules(flag, others));
  const rule: RuleInput = {
    name: `${forced === "on" ? "On" : "Off"} for everyone`,
    priority: 0,
    rule_type: "global_override",
    value: forced === "on",
    conditions: [],
    condition_groups: [],
  };
  await putRules(flag, [rule, ...others]);
}
