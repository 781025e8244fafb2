import type { MetricPeriod, MonthReset, TraitType } from "../state/rows.ts";
import type { SeedFlag } from "./seed-flag.ts";

/** How much of a feature a plan or company has: exactly one of `boolean`, `unlimited`, `numeric`, `trait` and `credit`. */
export interface SeedGrant {
  /** The id or name of a feature. */
  readonly feature: string;
  readonly boolean?: boolean | undefined;
  readonly unlimited?: true | undefined;
  /** Units in the period. */
  readonly numeric?: number | undefined;
  /** The name of a company trait that holds the units. */
  readonly trait?: string | undefined;
  /** The id or name of a credit type. */
  readonly credit?: string | undefined;
  /** Credits for one unit. Default 1. */
  readonly consumptionRate?: number | undefined;
  /** Default `all_time`. */
  readonly period?: MetricPeriod | undefined;
  /** Default `first_of_month`. */
  readonly monthReset?: MonthReset | undefined;
}

export interface SeedEntitlement extends SeedGrant {
  readonly softLimit?: number | undefined;
  /** `overage` and `pay_as_you_go` allow use beyond the number. */
  readonly priceBehavior?: "credit_burndown" | "overage" | "pay_as_you_go" | "pay_in_advance" | "tier" | undefined;
  readonly warningTiers?: readonly { readonly key: string; readonly value: number }[] | undefined;
}

export interface SeedOverride extends SeedGrant {
  /** ISO 8601. Default: never. */
  readonly expiresAt?: string | undefined;
  readonly note?: string | undefined;
}

export interface SeedFeature {
  readonly id?: string | undefined;
  readonly name: string;
  readonly description?: string | undefined;
  /** Default: `event` with an event, `trait` with a trait, else `boolean`. */
  readonly type?: "boolean" | "event" | "trait" | undefined;
  /** The event that counts as use. */
  readonly event?: string | undefined;
  /** The company trait that is the use. */
  readonly trait?: string | undefined;
  /** The key of a flag to make along with it. */
  readonly flag?: string | undefined;
}

export interface SeedPlan {
  readonly id?: string | undefined;
  readonly name: string;
  readonly description?: string | undefined;
  /** Default `plan`. */
  readonly type?: "plan" | "add_on" | undefined;
  /** New companies begin with it. Default false. */
  readonly default?: boolean | undefined;
  /** Days of the trial that it begins with. Default: none. */
  readonly trialDays?: number | undefined;
  readonly entitlements?: readonly SeedEntitlement[] | undefined;
  readonly credits?: readonly SeedPlanCredits[] | undefined;
}

export interface SeedPlanCredits {
  /** The id or name of a credit type. */
  readonly credit: string;
  readonly amount: number;
  /** When the next lot replaces this one. Default: never. */
  readonly reset?: "daily" | "weekly" | "monthly" | "quarterly" | "every_6_months" | "yearly" | undefined;
  /** Default `first_of_month`. */
  readonly resetStart?: "billing_period" | "first_of_month" | undefined;
  /** Percent of what is left that is kept at a reset. Default 0. */
  readonly rolloverPercentage?: number | undefined;
}

export interface SeedCredit {
  readonly id?: string | undefined;
  readonly name: string;
  readonly description?: string | undefined;
}

export interface SeedCompany {
  readonly id?: string | undefined;
  readonly keys: Readonly<Record<string, string>>;
  readonly name?: string | undefined;
  readonly traits?: Readonly<Record<string, unknown>> | undefined;
  /** The id or name of the base plan. Default: the default plan. */
  readonly plan?: string | undefined;
  readonly addOns?: readonly string[] | undefined;
  readonly subscription?: SeedSubscription | undefined;
  readonly overrides?: readonly SeedOverride[] | undefined;
  /** Units used so far in the current periods, by event. Credits are not spent for them. */
  readonly usage?: Readonly<Record<string, number>> | undefined;
  readonly grants?: readonly SeedCompanyGrant[] | undefined;
  /** What is left of the credits that the plans give, by id or name of the credit type. Default: all. */
  readonly planCredits?: Readonly<Record<string, number>> | undefined;
}

export interface SeedSubscription {
  readonly periodStart?: string | undefined;
  readonly periodEnd?: string | undefined;
  readonly interval?: "day" | "month" | "year" | undefined;
  readonly trialEnd?: string | undefined;
  /** What becomes of the plan when the trial is over. Default `cancel`. */
  readonly trialEndSetting?: "cancel" | "subscribe" | undefined;
}

export interface SeedCompanyGrant {
  /** The id or name of a credit type. */
  readonly credit: string;
  readonly quantity: number;
  /** What is left. Default: all. */
  readonly remaining?: number | undefined;
  /** Default `free`. */
  readonly reason?: "adjustment" | "billing_credit_auto_topup" | "free" | "plan" | "purchased" | "rollover" | undefined;
  readonly expiresAt?: string | undefined;
}

export interface SeedUser {
  readonly id?: string | undefined;
  readonly keys: Readonly<Record<string, string>>;
  readonly name?: string | undefined;
  readonly traits?: Readonly<Record<string, unknown>> | undefined;
  /** Keys of the companies that the user belongs to. */
  readonly companies?: readonly Readonly<Record<string, string>>[] | undefined;
}

export interface SeedWebhook {
  readonly url: string;
  readonly name?: string | undefined;
  /** Default: made at random. */
  readonly secret?: string | undefined;
  /** Default: all types. */
  readonly types?: readonly string[] | undefined;
}

export interface SeedApiKey {
  readonly secret: string;
  readonly name?: string | undefined;
  /** Default `secret`. */
  readonly kind?: "secret" | "publishable" | undefined;
  readonly readonly?: boolean | undefined;
}

/** What an emulator starts with. Things refer to one another by id or by name. */
export interface Seed {
  /** Where the clock starts, ISO 8601. Default: now. */
  readonly clock?: string | undefined;
  /** Types of traits that their values would not show; a company's unless `user.` stands before the name. */
  readonly traits?: Readonly<Record<string, TraitType>> | undefined;
  readonly credits?: readonly SeedCredit[] | undefined;
  readonly features?: readonly SeedFeature[] | undefined;
  readonly plans?: readonly SeedPlan[] | undefined;
  readonly companies?: readonly SeedCompany[] | undefined;
  readonly users?: readonly SeedUser[] | undefined;
  readonly flags?: readonly SeedFlag[] | undefined;
  readonly webhooks?: readonly SeedWebhook[] | undefined;
  readonly apiKeys?: readonly SeedApiKey[] | undefined;
}
