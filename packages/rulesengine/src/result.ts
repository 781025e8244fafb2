import type { Entitlement } from "./entitlement.ts";

/** What kind of rule decided. */
export type RuleType =
  | "default"
  | "global_override"
  | "company_override"
  | "company_override_usage_exceeded"
  | "plan_entitlement"
  | "plan_entitlement_usage_exceeded"
  | "standard";

/** The answer of a check, member for member what the official engine's text parses to: `null` where it has `null`. */
export interface RulesResult {
  readonly value: boolean;
  /** Why, in words for people. */
  readonly reason: string;
  /** Only for options that make no sense (a negative quantity or cost); `value` is the flag's default then. */
  readonly err?: string;
  /** The rule that decided. */
  readonly ruleId: string | null;
  readonly ruleType: RuleType | null;
  readonly companyId: string | null;
  readonly userId: string | null;
  /** The company's entitlement for the flag's feature, whichever rule decided. Frozen. */
  readonly entitlement: Entitlement | null;
  readonly flagId: string;
  readonly flagKey: string;
  /** Usage behind the rule that decided, when it is an override or an entitlement on a metric or trait. */
  readonly featureAllocation: number | null;
  readonly featureUsage: number | null;
  readonly featureUsageEvent: string | null;
  readonly featureUsagePeriod: "all_time" | "current_day" | "current_month" | "current_week" | null;
  /** The instant at which the usage starts again, in ISO 8601 with the offset `+00:00`. */
  readonly featureUsageResetAt: string | null;
}
