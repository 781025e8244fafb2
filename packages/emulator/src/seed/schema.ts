type JsonSchema = Readonly<Record<string, unknown>>;

const text: JsonSchema = { type: "string", minLength: 1 };
const anyText: JsonSchema = { type: "string" };
const flag: JsonSchema = { type: "boolean" };
const count: JsonSchema = { type: "integer", minimum: 0 };
const amount: JsonSchema = { type: "number", minimum: 0 };
const date: JsonSchema = { type: "string", format: "seed-date" };
const traits: JsonSchema = { type: "object" };
const keys: JsonSchema = { type: "object", minProperties: 1, additionalProperties: anyText };
const oneOf = (...values: readonly string[]): JsonSchema => ({ enum: values });
const list = (items: JsonSchema): JsonSchema => ({ type: "array", items });

/** An object with these members and no others. */
function members(properties: Readonly<Record<string, JsonSchema>>, ...required: readonly string[]): JsonSchema {
  return { type: "object", properties, required, additionalProperties: false };
}

const grant = {
  feature: text,
  boolean: flag,
  unlimited: { const: true },
  numeric: count,
  trait: text,
  credit: text,
  consumptionRate: amount,
  period: oneOf("all_time", "current_day", "current_week", "current_month"),
  monthReset: oneOf("first_of_month", "billing_cycle"),
};

const condition = members(
  {
    type: oneOf("base_plan", "billing_product", "company", "credit", "metric", "plan", "plan_version", "trait", "user"),
    operator: oneOf("eq", "ne", "gt", "lt", "gte", "lte", "is_empty", "not_empty"),
    in: list(text),
    trait: text,
    value: { type: ["string", "number", "boolean"] },
    event: text,
    period: grant.period,
    monthReset: grant.monthReset,
    compareTrait: text,
    credit: text,
    consumptionRate: amount,
  },
  "type",
);

const rule = members(
  {
    name: text,
    value: flag,
    type: oneOf("default", "global_override", "standard"),
    priority: { type: "integer" },
    conditions: list(condition),
    groups: list(list(condition)),
  },
  "name",
  "value",
);

const entitlement = members(
  {
    ...grant,
    softLimit: count,
    priceBehavior: oneOf("credit_burndown", "overage", "pay_as_you_go", "pay_in_advance", "tier"),
    warningTiers: list(members({ key: text, value: count }, "key", "value")),
  },
  "feature",
);

const planCredits = members(
  {
    credit: text,
    amount: count,
    reset: oneOf("daily", "weekly", "monthly", "quarterly", "every_6_months", "yearly"),
    resetStart: oneOf("billing_period", "first_of_month"),
    rolloverPercentage: { type: "integer", minimum: 0, maximum: 100 },
  },
  "credit",
  "amount",
);

const subscription = members({
  periodStart: date,
  periodEnd: date,
  interval: oneOf("day", "month", "year"),
  trialEnd: date,
  trialEndSetting: oneOf("cancel", "subscribe"),
});

const companyGrant = members(
  {
    credit: text,
    quantity: amount,
    remaining: amount,
    reason: oneOf("adjustment", "billing_credit_auto_topup", "free", "plan", "purchased", "rollover"),
    expiresAt: date,
  },
  "credit",
  "quantity",
);

const company = members(
  {
    id: text,
    keys,
    name: anyText,
    traits,
    plan: text,
    addOns: list(text),
    subscription,
    overrides: list(members({ ...grant, expiresAt: date, note: anyText }, "feature")),
    usage: { type: "object", additionalProperties: { type: "integer" } },
    grants: list(companyGrant),
    planCredits: { type: "object", additionalProperties: amount },
  },
  "keys",
);

const named = { id: text, name: text, description: anyText };

const plan = members(
  {
    ...named,
    type: oneOf("plan", "add_on"),
    default: flag,
    trialDays: { type: "integer", minimum: 1 },
    entitlements: list(entitlement),
    credits: list(planCredits),
  },
  "name",
);

const feature = members(
  { ...named, type: oneOf("boolean", "event", "trait"), event: text, trait: text, flag: text },
  "name",
);

const seedFlag = members({ ...named, key: text, default: flag, feature: text, rules: list(rule) }, "key");
const user = members({ id: text, keys, name: anyText, traits, companies: list(keys) }, "keys");
const webhook = members({ url: text, name: anyText, secret: text, types: list(text) }, "url");
const apiKey = members({ secret: text, name: anyText, kind: oneOf("secret", "publishable"), readonly: flag }, "secret");

/** What a seed may look like. */
export const seedSchema: JsonSchema = members({
  clock: date,
  traits: { type: "object", additionalProperties: oneOf("boolean", "currency", "date", "number", "string", "url") },
  credits: list(members(named, "name")),
  features: list(feature),
  plans: list(plan),
  companies: list(company),
  users: list(user),
  flags: list(seedFlag),
  webhooks: list(webhook),
  apiKeys: list(apiKey),
});
