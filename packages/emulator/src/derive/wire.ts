/** The objects that the rules engine reads and the datastream carries, in the spelling of the wire. */

import type { EntityType, MetricPeriod, MonthReset, ValueType } from "../state/rows.ts";

export interface WireTraitDefinition {
  readonly id: string;
  readonly comparable_type: "bool" | "date" | "int" | "string";
  readonly entity_type: EntityType;
}

export interface WireCondition {
  readonly id: string;
  readonly account_id: string;
  readonly environment_id: string;
  readonly condition_type: string;
  readonly operator: string;
  readonly resource_ids: readonly string[];
  readonly trait_value: string;
  readonly event_subtype?: string;
  readonly metric_value?: number;
  readonly metric_period?: MetricPeriod;
  readonly metric_period_month_reset?: MonthReset;
  readonly credit_id?: string;
  readonly consumption_rate?: number;
  readonly trait_definition?: WireTraitDefinition;
  readonly comparison_trait_definition?: WireTraitDefinition;
}

export interface WireRule {
  readonly id: string;
  readonly account_id: string;
  readonly environment_id: string;
  readonly flag_id?: string;
  readonly name: string;
  readonly priority: number;
  readonly rule_type: string;
  readonly value: boolean;
  readonly conditions: readonly WireCondition[];
  readonly condition_groups: readonly { readonly conditions: readonly WireCondition[] }[];
}

export interface WireFlag {
  readonly id: string;
  readonly account_id: string;
  readonly environment_id: string;
  readonly key: string;
  readonly default_value: boolean;
  readonly rules: readonly WireRule[];
}

export interface WireTrait {
  readonly value: string;
  readonly trait_definition: WireTraitDefinition;
}

export interface WireMetric {
  readonly account_id: string;
  readonly environment_id: string;
  readonly company_id: string;
  readonly event_subtype: string;
  readonly period: MetricPeriod;
  readonly month_reset: MonthReset;
  readonly value: number;
  readonly created_at: string;
  readonly valid_until?: string;
}

export interface WireEntitlement {
  readonly feature_id: string;
  readonly feature_key: string;
  readonly value_type: ValueType;
  readonly allocation?: number;
  readonly soft_limit?: number;
  readonly usage?: number;
  readonly event_name?: string;
  readonly event_subtype?: string;
  readonly metric_period?: MetricPeriod;
  readonly month_reset?: MonthReset;
  readonly metric_reset_at?: string;
  readonly credit_id?: string;
  readonly credit_total?: number;
  readonly credit_used?: number;
  readonly credit_remaining?: number;
  readonly credit_reserved?: number;
  readonly credit_settled?: number;
  readonly consumption_rate?: number;
  readonly warning_tiers?: readonly { readonly key: string; readonly value: number }[];
}

export interface WireCompany {
  readonly id: string;
  readonly account_id: string;
  readonly environment_id: string;
  readonly base_plan_id: string | null;
  readonly billing_product_ids: readonly string[];
  readonly credit_balances: Readonly<Record<string, number>>;
  readonly entitlements: readonly WireEntitlement[];
  readonly keys: Readonly<Record<string, string>>;
  readonly metrics: readonly WireMetric[];
  readonly plan_ids: readonly string[];
  readonly plan_version_ids: readonly string[];
  readonly rules: readonly WireRule[];
  readonly subscription: { readonly id: string; readonly period_start: string; readonly period_end: string } | null;
  readonly traits: readonly WireTrait[];
}

export interface WireUser {
  readonly id: string;
  readonly account_id: string;
  readonly environment_id: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly rules: readonly WireRule[];
  readonly traits: readonly WireTrait[];
}
