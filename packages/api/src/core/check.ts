/** Keys that identify a company or a user, for example `{ id: "acme" }`. Names and values are yours and are never renamed. */
export type Keys = Readonly<Record<string, string>>;

/** Who a flag is checked for. Without keys, the flag's default on the service answers. */
export interface CheckContext {
  readonly company?: Keys | undefined;
  readonly user?: Keys | undefined;
}

/**
 * "Would it still be allowed if …": usage that has not happened yet, taken into account by one check.
 * The figures are the caller's word: never feed them input that you do not trust.
 */
export interface Preflight {
  /** Units about to be used; rounded up. 0 has no effect. */
  readonly usage?: number | undefined;
  /** Units of one event about to be used; the quantity is rounded up. */
  readonly eventUsage?: { readonly eventSubtype: string; readonly quantity: number } | undefined;
  /** Credits about to be spent, by credit id. 0 means free. */
  readonly creditCost?: Readonly<Record<string, number>> | undefined;
}

/** What a check was answered from. */
export type CheckSource = "datastream" | "cache" | "api" | "default";

/** What kind of rule decided. New kinds may appear. */
export type RuleType =
  | "company_override"
  | "company_override_usage_exceeded"
  | "default"
  | "global_override"
  | "plan_entitlement"
  | "plan_entitlement_usage_exceeded"
  | "standard"
  | (string & {});

/** What a company is entitled to for the feature behind a flag. Absent members do not apply. */
export interface Entitlement {
  readonly featureId: string;
  readonly featureKey: string;
  readonly valueType: "boolean" | "credit" | "numeric" | "trait" | "unknown" | "unlimited" | (string & {});
  readonly allocation?: number;
  readonly softLimit?: number;
  readonly usage?: number;
  readonly eventName?: string;
  readonly eventSubtype?: string;
  readonly metricPeriod?: "all_time" | "current_day" | "current_month" | "current_week" | (string & {});
  readonly monthReset?: "billing_cycle" | "first_of_month" | (string & {});
  readonly metricResetAt?: Date;
  readonly creditId?: string;
  readonly creditTotal?: number;
  readonly creditUsed?: number;
  /** Credits left, without those held by open leases. */
  readonly creditRemaining?: number;
  readonly creditReserved?: number;
  /** Remaining plus reserved: the number to show to people. */
  readonly creditSettled?: number;
  readonly consumptionRate?: number;
  readonly warningTiers?: readonly { readonly key: string; readonly value: number }[];
}

/** The answer of a check: the same full shape wherever it came from. */
export interface FlagCheck {
  /** The flag key that was asked. */
  readonly flag: string;
  readonly value: boolean;
  /** Why, in words for people. Not an enumeration: do not parse it. */
  readonly reason: string;
  readonly source: CheckSource;
  readonly flagId?: string;
  readonly ruleId?: string;
  readonly ruleType?: RuleType;
  readonly companyId?: string;
  readonly userId?: string;
  readonly entitlement?: Entitlement;
  /** What went wrong, when the default had to answer or the service reported a problem. */
  readonly error?: string;
  /** Milliseconds since the data was last known to be true. Absent for `api` and `default`. */
  readonly ageMs?: number;
}
