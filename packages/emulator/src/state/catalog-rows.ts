import type { Row } from "./row.ts";

export type MetricPeriod = "all_time" | "current_day" | "current_week" | "current_month";

export type MonthReset = "first_of_month" | "billing_cycle";

export type ValueType = "boolean" | "credit" | "numeric" | "trait" | "unknown" | "unlimited";

export interface ConditionRow {
  readonly id: string;
  readonly condition_type: string;
  readonly operator: string;
  readonly resource_ids: readonly string[];
  readonly trait_id: string | null;
  readonly trait_value: string;
  readonly comparison_trait_id: string | null;
  readonly event_subtype: string | null;
  readonly metric_value: number | null;
  readonly metric_period: MetricPeriod | null;
  readonly metric_period_month_reset: MonthReset | null;
  readonly credit_id: string | null;
  readonly credit_cost: number | null;
}

export interface RuleRow {
  readonly id: string;
  readonly name: string;
  readonly priority: number;
  readonly rule_type: string;
  readonly value: boolean;
  readonly conditions: readonly ConditionRow[];
  readonly condition_groups: readonly { readonly id: string; readonly conditions: readonly ConditionRow[] }[];
  readonly created_at: string;
  readonly updated_at: string;
}

export interface FlagRow extends Row {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly default_value: boolean;
  readonly feature_id: string | null;
  readonly maintainer_account_member_id: string | null;
  readonly rules: readonly RuleRow[];
}

export interface FeatureRow extends Row {
  readonly name: string;
  readonly description: string;
  readonly icon: string;
  readonly feature_type: "boolean" | "event" | "license" | "trait";
  readonly event_subtype: string | null;
  readonly trait_id: string | null;
  readonly lifecycle_phase: string | null;
  readonly maintainer_account_member_id: string | null;
  readonly plural_name: string | null;
  readonly singular_name: string | null;
}

export interface PlanRow extends Row {
  readonly name: string;
  readonly description: string;
  readonly icon: string;
  readonly plan_type: "plan" | "add_on";
  readonly version_id: string;
  readonly is_default: boolean;
  readonly is_free: boolean;
  readonly is_trialable: boolean;
  readonly trial_days: number | null;
  readonly charge_type: "free" | "none" | "one_time" | "recurring";
  readonly billing_product_id: string | null;
}

/** What plan entitlements and company overrides have in common. */
export interface GrantOfFeature extends Row {
  readonly feature_id: string;
  readonly value_type: ValueType;
  readonly value_bool: boolean | null;
  readonly value_numeric: number | null;
  readonly value_trait_id: string | null;
  readonly value_credit_id: string | null;
  readonly consumption_rate: number | null;
  readonly metric_period: MetricPeriod | null;
  readonly metric_period_month_reset: MonthReset | null;
  readonly rule_id: string;
  readonly rule_id_usage_exceeded: string;
}

export interface PlanEntitlementRow extends GrantOfFeature {
  readonly plan_id: string;
  readonly price_behavior: string | null;
  readonly soft_limit: number | null;
  readonly warning_tiers: readonly { readonly key: string; readonly value: number }[];
}

export interface OverrideRow extends GrantOfFeature {
  readonly company_id: string;
  readonly expiration_date: string | null;
  /** Set by the sweep once the expiry was announced. */
  readonly expired: boolean;
  readonly notes: readonly { readonly id: string; readonly note: string; readonly created_at: string }[];
}

/** A counter of one event of one company in one period. */
export interface UsageRow extends Row {
  readonly company_id: string;
  readonly event_subtype: string;
  readonly period: MetricPeriod;
  readonly month_reset: MonthReset;
  /** When the counted period began; the beginning of time for `all_time`. */
  readonly period_start: string;
  readonly value: number;
  readonly captured_at_min: string;
  readonly captured_at_max: string;
}
