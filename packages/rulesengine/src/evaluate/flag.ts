import { inOrder, type Rule } from "../compile/rule.ts";
import { preflightMistake } from "../preflight.ts";
import type { RulesResult } from "../result.ts";
import type { Flag } from "../source.ts";
import type { Subject } from "./conditions.ts";
import type { Clock } from "./reset.ts";
import { firstMatch } from "./rules.ts";
import { usageOf } from "./usage.ts";

/** The answer for a flag. */
export function evaluate(flag: Flag, subject: Subject, now: Clock): RulesResult {
  const mistake = preflightMistake(subject.preflight);
  if (mistake !== undefined) return { ...defaultResult(flag, subject), err: mistake };
  if (flag.id === "") return { ...defaultResult(flag, subject), reason: "Flag not found" };
  const rule = firstMatch(rulesFor(flag, subject), subject);
  const entitlement = subject.company?.entitlements.get(flag.key) ?? null;
  if (rule === undefined) return { ...defaultResult(flag, subject), entitlement };
  return matchedResult(rule, { flag, subject, now });
}

function rulesFor(flag: Flag, { company, user }: Subject): readonly Rule[] {
  const companyRules = company?.rules.get(flag.id) ?? [];
  const userRules = user?.rules.get(flag.id) ?? [];
  if (companyRules.length === 0 && userRules.length === 0) return flag.rules;
  return inOrder([...flag.rules, ...companyRules, ...userRules]);
}

function defaultResult(flag: Flag, { company, user }: Subject): RulesResult {
  return {
    value: flag.defaultValue,
    reason: "No rules matched; default value for flag",
    ruleId: null,
    ruleType: null,
    companyId: company?.id ?? null,
    userId: user?.id ?? null,
    entitlement: null,
    flagId: flag.id,
    flagKey: flag.key,
    featureAllocation: null,
    featureUsage: null,
    featureUsageEvent: null,
    featureUsagePeriod: null,
    featureUsageResetAt: null,
  };
}

interface Context {
  readonly flag: Flag;
  readonly subject: Subject;
  readonly now: Clock;
}

function matchedResult(rule: Rule, { flag, subject, now }: Context): RulesResult {
  const { company, user } = subject;
  const usage = usageOf(rule, company, now);
  return {
    value: rule.value,
    reason: rule.reason,
    ruleId: rule.id,
    ruleType: rule.type,
    companyId: company?.id ?? null,
    userId: user?.id ?? null,
    entitlement: company?.entitlements.get(flag.key) ?? null,
    flagId: flag.id,
    flagKey: flag.key,
    featureAllocation: usage?.allocation ?? null,
    featureUsage: usage?.used ?? null,
    featureUsageEvent: usage?.event ?? null,
    featureUsagePeriod: usage?.period ?? null,
    featureUsageResetAt: usage?.resetAt ?? null,
  };
}
