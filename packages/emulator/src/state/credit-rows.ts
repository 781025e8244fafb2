import type { Row } from "./row.ts";

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
