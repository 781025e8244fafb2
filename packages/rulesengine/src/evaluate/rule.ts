import { type Condition, compileCondition } from "../conditions/condition.ts";
import { holds } from "../conditions/shortcut.ts";
import { RULE_TYPES, type RuleData } from "../read/shapes.ts";
import type { RuleType } from "../result.ts";
import type { Subject } from "../subject/subject.ts";
import type { Int } from "../values/int64.ts";

/** What a result says of how it came about. */
export interface Decision {
  readonly id: string | null;
  readonly type: RuleType | null;
  readonly value: boolean;
  readonly reason: string;
  /** The usage that the result reports: of the first condition that has any, if the type of the rule reports any. */
  readonly meter: Condition["meter"];
}

/** A rule, ready to be tried. */
export interface Rule extends Decision {
  /** Its conditions are not looked at. */
  readonly unconditional: boolean;
  readonly conditions: readonly Condition[];
  readonly groups: readonly (readonly Condition[])[];
  readonly place: number;
  /** Order within the place, lowest first. */
  readonly rank: Int;
}

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
    place: RULE_TYPES.indexOf(type),
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
