import type { MetricPeriod, MonthReset } from "../state/rows.ts";

export interface SeedCondition {
  readonly type:
    | "base_plan"
    | "billing_product"
    | "company"
    | "credit"
    | "metric"
    | "plan"
    | "plan_version"
    | "trait"
    | "user";
  /** Default `eq`. */
  readonly operator?: "eq" | "ne" | "gt" | "lt" | "gte" | "lte" | "is_empty" | "not_empty" | undefined;
  /** Ids or names of plans, companies or users, by `type`. */
  readonly in?: readonly string[] | undefined;
  /** The name of a trait; a company's unless `user.` stands before it. */
  readonly trait?: string | undefined;
  /** What the trait is compared with. */
  readonly value?: string | number | boolean | undefined;
  /** The event whose count is compared with `value`. */
  readonly event?: string | undefined;
  readonly period?: MetricPeriod | undefined;
  readonly monthReset?: MonthReset | undefined;
  /** The name of a trait whose value stands in for `value`. */
  readonly compareTrait?: string | undefined;
  /** The id or name of a credit type. */
  readonly credit?: string | undefined;
  /** Credits for one unit. Default 1. */
  readonly consumptionRate?: number | undefined;
}

export interface SeedRule {
  readonly name: string;
  readonly value: boolean;
  /** Default `standard`. */
  readonly type?: "default" | "global_override" | "standard" | undefined;
  /** Lower ones are tried first. Default: the place in the list. */
  readonly priority?: number | undefined;
  readonly conditions?: readonly SeedCondition[] | undefined;
  /** Groups of which one condition each is enough. */
  readonly groups?: readonly (readonly SeedCondition[])[] | undefined;
}

export interface SeedFlag {
  readonly id?: string | undefined;
  readonly key: string;
  /** Default: the key. */
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** What no rule decides. Default false. */
  readonly default?: boolean | undefined;
  /** The id or name of a feature. */
  readonly feature?: string | undefined;
  readonly rules?: readonly SeedRule[] | undefined;
}
