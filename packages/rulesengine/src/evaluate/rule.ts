import { type Condition, compileCondition } from "../conditions/condition.ts";
import { holds } from "../conditions/shortcut.ts";
import type { RuleData, RuleType } from "../read/shapes.ts";
import type { Subject } from "../subject/subject.ts";
import type { Int } from "../values/int64.ts";

/** A rule, ready to be tried. */
export interface Rule {
  readonly id: string;
  readonly type: RuleType;
  readonly value: boolean;
  readonly reason: string;
  /** Its conditions are not looked at. */
  readonly unconditional: boolean;
  readonly conditions: readonly Condition[];
  readonly groups: readonly (readonly Condition[])[];
  /** The usage that the result reports: of the first condition that has any, if the type of the rule reports any. */
  readonly meter: Condition["meter"];
  readonly place: number;
  /** Order within the place, lowest first. */
  readonly rank: Int;
}

/** Types in the order in which they are tried. */
const PLACES: readonly RuleType[] = [
  "global_override",
  "company_override",
  "plan_entitlement",
  "company_override_usage_exceeded",
  "plan_entitlement_usage_exceeded",
  "standard",
  "default",
];

const UNCONDITIONAL: readonly RuleType[] = ["global_override", "default"];

/** Prepares rules and puts them in order. One with an empty id never matches, so it is left out. */
export function compileRules(rules: readonly RuleData[]): readonly Rule[] {
  return inOrder(rules.filter(({ id }) => id !== "").map(compileRule));
}

const NONE: ReadonlyMap<string, readonly Rule[]> = new Map();

/** The rules of a company or user, by the flag that they are for. Those for no flag are never used. */
export function compileOwnRules(rules: readonly RuleData[]): ReadonlyMap<string, readonly Rule[]> {
  if (rules.length === 0) return NONE;
  const byFlag = new Map<string, RuleData[]>();
  for (const rule of rules) {
    if (rule.flagId === null) continue;
    const others = byFlag.get(rule.flagId);
    if (others === undefined) byFlag.set(rule.flagId, [rule]);
    else others.push(rule);
  }
  return new Map(Array.from(byFlag, ([flagId, own]) => [flagId, compileRules(own)]));
}

/** One ordered list; equal rules keep the order of the arguments. */
export const inOrder = (rules: readonly Rule[]): readonly Rule[] => [...rules].sort(compareRules);

function compareRules(left: Rule, right: Rule): number {
  if (left.place !== right.place) return left.place - right.place;
  return left.rank < right.rank ? -1 : left.rank > right.rank ? 1 : 0;
}

function compileRule(data: RuleData): Rule {
  const { id, name, ruleType: type, value } = data;
  const conditions = data.conditions.map(compileCondition);
  return {
    id,
    type,
    value,
    reason: `Matched ${type.replaceAll("_", " ")} rule "${name}" (${id})`,
    unconditional: UNCONDITIONAL.includes(type),
    conditions,
    groups: data.conditionGroups.map((group) => group.conditions.map(compileCondition)),
    meter: isMetered(type) ? (conditions.find(({ meter }) => meter !== null)?.meter ?? null) : null,
    place: PLACES.indexOf(type),
    rank: type === "standard" ? data.priority : isMetered(type) && !value ? 1 : 0,
  };
}

/** The four types between the overrides for all and the standard rules. */
const isMetered = (type: RuleType): boolean => type !== "standard" && !UNCONDITIONAL.includes(type);

/** The first rule that matches, of rules in order. */
export function firstMatch(rules: readonly Rule[], subject: Subject): Rule | undefined {
  for (const rule of rules) if (rule.unconditional || ruleMatches(rule, subject)) return rule;
  return undefined;
}

function ruleMatches({ conditions, groups }: Rule, subject: Subject): boolean {
  for (const condition of conditions) if (holds(condition, subject) !== true) return false;
  for (const group of groups) if (!groupMatches(group, subject)) return false;
  return true;
}

/** One of them is enough; a broken one that is reached before that makes the rule fail. */
function groupMatches(group: readonly Condition[], subject: Subject): boolean {
  for (const condition of group) {
    const verdict = holds(condition, subject);
    if (verdict !== false) return verdict === true;
  }
  return false;
}
