import type { Row } from "./row.ts";

export type EntityType = "company" | "user";

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
