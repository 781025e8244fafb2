import type { WireCondition, WireFlag, WireRule } from "../derive/wire.ts";
import { HttpError } from "../http/http-error.ts";
import type { State } from "../state/state.ts";
import { describeCondition } from "./describe.ts";
import type { CheckResult, Evaluator, Subject, WireContext, WirePreflight } from "./evaluate.ts";

/** A condition, in words, and whether it holds. */
export interface ExplainedCondition {
  readonly id: string;
  readonly condition_type: string;
  readonly operator: string;
  readonly text: string;
  readonly matched: boolean;
}

/** A rule, where it comes from, and what became of it. */
export interface ExplainedRule {
  readonly id: string;
  readonly name: string;
  readonly rule_type: string;
  readonly value: boolean;
  readonly origin: "flag" | "plan" | "override";
  readonly matched: boolean;
  readonly decided: boolean;
  readonly conditions: readonly ExplainedCondition[];
  readonly condition_groups: readonly (readonly ExplainedCondition[])[];
}

export interface Explanation {
  readonly check: CheckResult;
  readonly company: { readonly id: string; readonly name: string } | null;
  readonly user: { readonly id: string; readonly name: string } | null;
  readonly rules: readonly ExplainedRule[];
}

/** The order in which the engine tries rule types. */
const order: readonly string[] = [
  "global_override",
  "company_override",
  "plan_entitlement",
  "company_override_usage_exceeded",
  "plan_entitlement_usage_exceeded",
  "standard",
  "default",
];

/** As the engine does: by type; standard rules by priority, the others with those that allow first. */
function inOrder(rules: readonly WireRule[]): WireRule[] {
  const rank = (rule: WireRule): number => order.indexOf(rule.rule_type);
  const within = (a: WireRule, b: WireRule): number => {
    if (a.rule_type === "standard") return a.priority - b.priority;
    return a.rule_type.includes("_override") || a.rule_type.includes("entitlement")
      ? Number(b.value) - Number(a.value)
      : 0;
  };
  return [...rules].sort((a, b) => rank(a) - rank(b) || within(a, b));
}

function originOf(rule: WireRule): ExplainedRule["origin"] {
  if (rule.rule_type.startsWith("plan_entitlement")) return "plan";
  return rule.rule_type.startsWith("company_override") ? "override" : "flag";
}

/** Says how a check comes about: each rule and condition is put to the engine by itself. Throws 404 for an unknown flag. */
export function explain(state: State, evaluator: Evaluator, flagKey: string, context: WireContext): Explanation {
  const row = state.flagsByKey.get(flagKey)[0];
  const flag = row && evaluator.flags().get(row.id);
  if (!flag) throw new HttpError(404, `flag ${flagKey} not found`);
  const subject = evaluator.subject(context);
  const check = evaluator.check(flag, subject, context.preflight);
  const holds = probe(evaluator, flag, subject, context.preflight);
  const condition = (each: WireCondition): ExplainedCondition => ({
    id: each.id,
    condition_type: each.condition_type,
    operator: each.operator,
    text: describeCondition(state, each),
    matched: holds({ conditions: [each], condition_groups: [] }),
  });
  const own = subject.company?.rules.filter((rule) => rule.flag_id === flag.id) ?? [];
  const rules = inOrder([...flag.rules, ...own]).map(
    (rule): ExplainedRule => ({
      id: rule.id,
      name: rule.name,
      rule_type: rule.rule_type,
      value: rule.value,
      origin: originOf(rule),
      matched: ["global_override", "default"].includes(rule.rule_type) || holds(rule),
      decided: rule.id === check.rule_id,
      conditions: rule.conditions.map(condition),
      condition_groups: rule.condition_groups.map((group) => group.conditions.map(condition)),
    }),
  );
  const named = (entity: { id: string; name: string } | undefined): { id: string; name: string } | null =>
    entity ? { id: entity.id, name: entity.name } : null;
  return { check, company: named(subject.companyRow), user: named(subject.userRow), rules };
}

type Probed = Pick<WireRule, "conditions" | "condition_groups">;

/** Asks the engine whether conditions hold, by a flag that has nothing but them. */
function probe(
  evaluator: Evaluator,
  flag: WireFlag,
  subject: Subject,
  preflight: WirePreflight | null | undefined,
): (probed: Probed) => boolean {
  const owner = { account_id: flag.account_id, environment_id: flag.environment_id };
  const company = subject.company && { ...subject.company, rules: [] };
  return ({ conditions, condition_groups }) => {
    const rule = { id: "probe", name: "probe", rule_type: "standard", value: true, priority: 0, ...owner };
    const asked = { ...flag, default_value: false, rules: [{ ...rule, conditions, condition_groups }] };
    return evaluator.check(asked, { ...subject, company }, preflight).value;
  };
}
