/**
 * What the emulator keeps, row by row, in the spelling of the wire. Rows are never changed in place:
 * the store compares, writes and undoes whole rows.
 */

export type {
  ConditionRow,
  FeatureRow,
  FlagRow,
  GrantOfFeature,
  MetricPeriod,
  MonthReset,
  OverrideRow,
  PlanEntitlementRow,
  PlanRow,
  RuleRow,
  UsageRow,
  ValueType,
} from "./catalog-rows.ts";
export type { CreditGrantRow, CreditRow, LedgerRow, PlanGrantRow } from "./credit-rows.ts";
export type {
  CompanyRow,
  EntityRow,
  EntityType,
  KeyDefinitionRow,
  MembershipRow,
  PlanChangeRow,
  SubscriptionRow,
  TraitDefinitionRow,
  TraitType,
  UserRow,
} from "./entity-rows.ts";
export type { EventRow, IdempotencyRow, WebhookEventRow, WebhookRow } from "./event-rows.ts";
export type { ApiKeyRow, MetaRow, Row } from "./row.ts";
