import type { components } from "@schematic/api/wire";

type Schemas = components["schemas"];

export type Company = Schemas["CompanyDetailResponseData"];
export type User = Schemas["UserDetailResponseData"];
export type Flag = Schemas["FlagDetailResponseData"];
export type Rule = Schemas["RuleDetailResponseData"];
export type RuleInput = Schemas["CreateOrUpdateRuleRequestBody"];
export type Plan = Schemas["PlanDetailResponseData"];
export type Usage = Schemas["FeatureUsageResponseData"];
export type Credit = Schemas["BillingCreditResponseData"];
export type Grant = Schemas["CreditCompanyGrantView"];
export type LedgerLine = Schemas["CreditEventLedgerResponseData"];
export type Check = Schemas["CheckFlagResponseData"];
export type Webhook = Schemas["WebhookResponseData"];
export type WebhookEvent = Schemas["WebhookEventDetailResponseData"];
export type Keys = Readonly<Record<string, string>>;

/** The company and user that a check is for. */
export interface CheckContext {
  readonly company?: Keys | undefined;
  readonly user?: Keys | undefined;
}

/** A balance of one credit type; the API's description leaves out the type's id. */
export interface Balance {
  readonly credit_id: string;
  readonly total: number;
  readonly remaining: number;
}
