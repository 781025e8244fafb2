import { type Entitlement, echoOf } from "../entitlement.ts";
import { NO_PREFLIGHT, preflightMistake } from "../preflight.ts";
import type { RulesResult } from "../result.ts";
import type { Flag } from "../source.ts";
import type { Subject } from "../subject/subject.ts";
import type { Clock } from "./reset.ts";
import { firstMatch, inOrder, type Rule } from "./rule.ts";
import { usageOf } from "./usage.ts";

/** The answer for a flag. */
export function evaluate(flag: Flag, subject: Subject, now: Clock): RulesResult {
  const mistake = subject.preflight === NO_PREFLIGHT ? undefined : preflightMistake(subject.preflight);
  if (mistake !== undefined) return { ...answer(flag, subject, { now }), err: mistake };
  if (flag.id === "") return { ...answer(flag, subject, { now }), reason: "Flag not found" };
  const rule = firstMatch(rulesFor(flag, subject), subject);
  return answer(flag, subject, { now, rule, entitlement: entitlementFor(flag, subject) });
}

function rulesFor(flag: Flag, { company, user }: Subject): readonly Rule[] {
  const companyRules = company?.rules.get(flag.id);
  const userRules = user?.rules.get(flag.id);
  if (companyRules === undefined && userRules === undefined) return flag.rules;
  return inOrder([...flag.rules, ...(companyRules ?? []), ...(userRules ?? [])]);
}

function entitlementFor({ key }: Flag, { company }: Subject): Entitlement | null {
  const stored = company?.entitlements.get(key);
  return stored === undefined ? null : echoOf(stored);
}

interface Findings {
  readonly now: Clock;
  readonly rule?: Rule | undefined;
  readonly entitlement?: Entitlement | null;
}

/** The result, with the flag's default where no rule was found. */
function answer(flag: Flag, { company, user }: Subject, { now, rule, entitlement = null }: Findings): RulesResult {
  const usage = usageOf(rule?.meter ?? null, company, now);
  return {
    value: rule === undefined ? flag.defaultValue : rule.value,
    reason: rule === undefined ? "No rules matched; default value for flag" : rule.reason,
    ruleId: rule === undefined ? null : rule.id,
    ruleType: rule === undefined ? null : rule.type,
    companyId: company === null ? null : company.id,
    userId: user === null ? null : user.id,
    entitlement,
    flagId: flag.id,
    flagKey: flag.key,
    featureAllocation: usage.allocation,
    featureUsage: usage.used,
    featureUsageEvent: usage.event,
    featureUsagePeriod: usage.period,
    featureUsageResetAt: usage.resetAt,
  };
}
