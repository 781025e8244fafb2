import type { Rule } from "../compile/rule.ts";
import { matches, type Subject } from "./conditions.ts";

/** The first rule that matches, of rules in order. */
export function firstMatch(rules: readonly Rule[], subject: Subject): Rule | undefined {
  for (const rule of rules) if (rule.unconditional || ruleMatches(rule, subject)) return rule;
  return undefined;
}

function ruleMatches({ conditions, groups }: Rule, subject: Subject): boolean {
  for (const condition of conditions) if (matches(condition, subject) !== true) return false;
  for (const group of groups) if (!groupMatches(group, subject)) return false;
  return true;
}

/** One of them is enough; a broken one that is reached before that is a failure of the rule. */
function groupMatches(group: Rule["conditions"], subject: Subject): boolean {
  for (const condition of group) {
    const held = matches(condition, subject);
    if (held !== false) return held === true;
  }
  return false;
}
