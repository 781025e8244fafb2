/**
 * What the emulator keeps, row by row, in the spelling of the wire. Rows are never changed in place:
 * the store compares, writes and undoes whole rows.
 */

/** Members that every row has. */
export interface Row {
  readonly id: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export type EntityType = "company" | "user";
export type MetricPeriod = "all_time" | "current_day" | "current_week" | "current_month";
export type MonthReset = "first_of_month" | "billing_cycle";
export type ValueType = "boolean" | "credit" | "numeric" | "trait" | "unknown" | "unlimited";

export interface EntityRow extends Row {
  readonly name: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly traits: Readonly<Record<string, unknown>>;
  readonly last_seen_at: string | null;
}

export interface CompanyRow extends EntityRow {
  readonly plan_id: string | null;
  readonly plan_added_at: string | null;
  readonly add_ons: readonly { readonly plan_id: string; readonly added_on: string }[];
}

export type UserRow = EntityRow;

export interface MembershipRow extends Row {
  readonly company_id: string;
  readonly user_id: string;
}

export interface KeyDefinitionRow extends Row {
  readonly entity_type: EntityType;
  readonly key: string;
}

export type TraitType = "boolean" | "currency" | "date" | "number" | "string" | "url";

export interface TraitDefinitionRow extends Row {
  readonly entity_type: EntityType;
  readonly hierarchy: readonly string[];
  readonly display_name: string;
  readonly trait_type: TraitType;
}

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

export interface SubscriptionRow extends Row {
  readonly company_id: string;
  readonly external_id: string;
  readonly period_start: string;
  readonly period_end: string;
  readonly interval: "day" | "month" | "year";
  readonly status: "active" | "trialing" | "canceled";
  readonly trial_end: string | null;
  readonly trial_status: "active" | "converted" | "expired" | null;
  readonly trial_end_setting: "cancel" | "subscribe";
}

export interface CreditRow extends Row {
  readonly name: string;
  readonly description: string;
  readonly icon: string | null;
  readonly plural_name: string | null;
  readonly singular_name: string | null;
  readonly burn_strategy: string;
  readonly cost_editable: boolean;
  readonly default_expiry_unit: "billing_periods" | "days";
  readonly default_expiry_unit_count: number | null;
  readonly default_rollover_policy: "expire" | "none" | "rollover";
  readonly deleted: boolean;
}

export interface CreditGrantRow extends Row {
  readonly company_id: string;
  readonly credit_id: string;
  readonly quantity: number;
  readonly quantity_remaining: number;
  readonly grant_reason: string;
  readonly expires_at: string | null;
  readonly valid_from: string | null;
  readonly plan_id: string | null;
  readonly plan_grant_id: string | null;
  readonly source_grant_id: string | null;
  readonly currency: string | null;
  readonly renewal_enabled: boolean;
  readonly renewal_period: string | null;
  readonly zeroed_out_date: string | null;
  readonly zeroed_out_reason: string | null;
}

export interface PlanGrantRow extends Row {
  readonly plan_id: string;
  readonly credit_id: string;
  readonly credit_amount: number;
  readonly reset_cadence: string;
  readonly reset_start: "billing_period" | "first_of_month";
  readonly reset_type: "no_reset" | "plan_period";
  readonly rollover_percentage: number;
  readonly expiry_type: string | null;
  readonly expiry_unit: string | null;
  readonly expiry_unit_count: number | null;
  readonly scaling: "fixed" | "per_license";
}

export interface LedgerRow extends Row {
  readonly company_id: string;
  readonly billing_credit_id: string;
  readonly event_type: "grant" | "transfer" | "usage" | "zero_out";
  readonly amount: number;
  readonly event_at: string;
  readonly grant_id: string | null;
  readonly to_grant_id: string | null;
  readonly feature_id: string | null;
  readonly usage_event_id: string | null;
  readonly usage_reason: string | null;
  readonly zeroed_out_reason: string | null;
  readonly quantity_remaining_at_zero_out: number | null;
}

export interface EventRow extends Row {
  readonly type: "flag_check" | "identify" | "inference" | "track";
  readonly body: Readonly<Record<string, unknown>>;
  readonly subtype: string | null;
  readonly quantity: number;
  readonly captured_at: string;
  readonly sent_at: string | null;
  readonly effective_at: string;
  readonly backfill: boolean;
  readonly idempotency_key: string | null;
  readonly company_id: string | null;
  readonly user_id: string | null;
  readonly feature_ids: readonly string[];
  readonly status: "enriched" | "failed" | "pending" | "processed" | "unknown";
  readonly error_message: string | null;
  readonly api_key_id: string | null;
  /** `check`: recorded by the emulator for a check that it answered itself; not kept on disk. */
  readonly source: "capture" | "api" | "check";
}

/** Remembers an idempotency key for 24 hours. The id joins event type and key. */
export interface IdempotencyRow extends Row {
  readonly expires_at: string;
}

export interface WebhookRow extends Row {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly request_types: readonly string[];
  readonly status: "active" | "inactive";
  readonly credit_trigger_configs: readonly { readonly credit_id: string }[] | null;
  readonly entitlement_trigger_configs: readonly { readonly feature_id: string }[] | null;
}

export interface WebhookEventRow extends Row {
  readonly webhook_id: string;
  readonly request_type: string;
  readonly payload: string;
  readonly status: "failure" | "pending" | "success";
  readonly response_code: number | null;
  readonly sent_at: string | null;
  readonly attempts: number;
}

export interface ApiKeyRow extends Row {
  readonly name: string;
  readonly description: string | null;
  readonly secret: string;
  readonly kind: "secret" | "publishable" | "temporary";
  readonly readonly: boolean;
  readonly rate_limit_percent: number | null;
  readonly last_used_at: string | null;
  readonly company_id: string | null;
  readonly expires_at: string | null;
}

export interface PlanChangeRow extends Row {
  readonly company_id: string;
  readonly action: string;
  readonly actor_type: "api_key" | "system";
  readonly base_plan_id: string | null;
  readonly previous_base_plan_id: string | null;
  readonly base_plan_action: string | null;
  readonly add_ons_added: readonly string[];
  readonly add_ons_removed: readonly string[];
  readonly subscription_change_action: string | null;
}

/** Small facts about the whole: counters of deterministic ids, the clock. */
export interface MetaRow extends Row {
  readonly value: unknown;
}
