// What the official engine takes, member by member. The order counts: a structure may also be written as an array.
import { oneOf, variant } from "./enumeration.ts";
import { decimal, integer } from "./number.ts";
import { list, map, optional, requiredMap, text, truth } from "./reader.ts";
import { struct } from "./struct.ts";

/** The types of rules, in the order in which they are tried. */
export const RULE_TYPES = [
  "global_override",
  "company_override",
  "plan_entitlement",
  "company_override_usage_exceeded",
  "plan_entitlement_usage_exceeded",
  "standard",
  "default",
] as const;

const comparableType = oneOf(["bool", "date", "int", "string"]);
const entityType = oneOf(["user", "company"]);
const period = oneOf(["all_time", "current_day", "current_month", "current_week"]);
const monthReset = oneOf(["first_of_month", "billing_cycle"]);
const valueType = oneOf(["boolean", "credit", "numeric", "trait", "unknown", "unlimited"]);

const traitDefinition = struct({ id: text, comparableType, entityType });

const condition = struct({
  id: text,
  accountId: text,
  environmentId: text,
  // Any name is accepted of these two: one that means nothing matches nothing.
  conditionType: variant,
  operator: variant,
  resourceIds: list(text),
  eventSubtype: optional(text),
  metricValue: optional(integer),
  metricPeriod: optional(period),
  metricPeriodMonthReset: optional(monthReset),
  creditId: optional(text),
  consumptionRate: optional(decimal),
  traitDefinition: optional(traitDefinition),
  traitValue: text,
  comparisonTraitDefinition: optional(traitDefinition),
});

const rule = struct({
  id: text,
  flagId: optional(text),
  accountId: text,
  environmentId: text,
  ruleType: oneOf(RULE_TYPES),
  name: text,
  priority: integer,
  conditions: list(condition),
  conditionGroups: list(struct({ conditions: list(condition) })),
  value: truth,
});

/** A flag. */
export const flagShape = struct({
  id: text,
  accountId: text,
  environmentId: text,
  key: text,
  rules: list(rule),
  defaultValue: truth,
});

const trait = struct({ traitDefinition: optional(traitDefinition), value: text });

const metric = struct({
  accountId: text,
  environmentId: text,
  companyId: text,
  eventSubtype: text,
  period,
  monthReset,
  value: integer,
  createdAt: text,
  validUntil: optional(text),
});

// As an array, an entitlement may leave off its warning tiers only.
const ENTITLEMENT_LEAST = 18;

const entitlement = struct(
  {
    featureId: text,
    featureKey: text,
    valueType,
    allocation: optional(integer),
    softLimit: optional(integer),
    usage: optional(integer),
    eventName: optional(text),
    eventSubtype: optional(text),
    metricPeriod: optional(period),
    monthReset: optional(monthReset),
    metricResetAt: optional(text),
    creditId: optional(text),
    creditTotal: optional(decimal),
    creditUsed: optional(decimal),
    creditRemaining: optional(decimal),
    creditReserved: optional(decimal),
    creditSettled: optional(decimal),
    consumptionRate: optional(decimal),
    warningTiers: list(struct({ key: text, value: integer })),
  },
  ENTITLEMENT_LEAST,
);

/** A company. */
export const companyShape = struct({
  id: text,
  accountId: text,
  environmentId: text,
  basePlanId: optional(text),
  billingProductIds: list(text),
  keys: map(text),
  planIds: list(text),
  planVersionIds: list(text),
  metrics: list(metric),
  creditBalances: map(decimal),
  creditPostpaid: map(optional(struct({ overdraftLimit: optional(decimal) }))),
  subscription: optional(struct({ id: text, periodStart: text, periodEnd: text })),
  traits: list(trait),
  rules: list(rule),
  entitlements: list(entitlement),
});

/** A user. */
export const userShape = struct({
  id: text,
  accountId: text,
  environmentId: text,
  keys: map(text),
  traits: list(trait),
  rules: list(rule),
});

const presentMap = requiredMap(decimal);

/** The options' envelope, which knows snake_case only; costs may be missing, but not null. */
export const optionsShape = struct({
  credit_cost: (value: unknown) => (value === undefined ? null : presentMap(value)),
  usage: optional(integer),
  event_usage: optional(struct({ event_subtype: text, quantity: integer })),
});

// What the readers make of each.
export type RuleData = ReturnType<typeof rule>;
export type ConditionData = ReturnType<typeof condition>;
export type MetricData = ReturnType<typeof metric>;
export type EntitlementData = ReturnType<typeof entitlement>;
export type CompanyData = ReturnType<typeof companyShape>;
export type UserData = ReturnType<typeof userShape>;
export type OptionsData = ReturnType<typeof optionsShape>;
export type Period = ReturnType<typeof period>;
