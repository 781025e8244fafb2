import { type Entitlement, echoOf } from "../entitlement.ts";
import { NO_PREFLIGHT, preflightMistake } from "../preflight.ts";
import type { RulesResult } from "../result.ts";
import type { Flag } from "../source.ts";
import type { Subject } from "../subject/subject.ts";
import type { Clock } from "./reset.ts";
import { type Decision, firstMatch, inOrder, type Rule } from "./rule.ts";
import { usageOf } from "./usage.ts";

/** The answer for a flag. */
export function evaluate(flag: Flag, subject: Subject, now: Clock): RulesResult {
  const mistake = subject.preflight === NO_PREFLIGHT ? undefined : preflightMistake(subject.preflight);
  if (mistake === undefined && flag.id !== "") {
    return answer(flag, subject, {
      decision: firstMatch(rulesFor(flag, subject), subject) ?? flag.fallback,
      entitlement: entitlementFor(flag, subject),
      now,
    });
  }
  const { value, reason, ...others } = answer(flag, subject, { decision: flag.fallback, entitlement: null, now });
  return mistake === undefined
    ? { value, reason: "Flag not found", ...others }
    : { value, reason, err: mistake, ...others };
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
  readonly decision: Decision;
  readonly entitlement: Entitlement | null;
  readonly now: Clock;
}

function answer(flag: Flag, { company, user }: Subject, { decision, entitlement, now }: Findings): RulesResult {
  const usage = usageOf(decision.meter, company, now);
  return {
    value: decision.value,
    reason: decision.reason,
    ruleId: decision.id,
    ruleType: decision.type,
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
