import { aCycleDate } from "./clock.ts";
import { aDateText } from "./dates.ts";
import type { Random } from "./random.ts";
import { aDecimal, anInteger, aTraitText } from "./scalars.ts";
import { maybe, spell, spellName } from "./spell.ts";

const RULE_TYPES = [
  "default",
  "global_override",
  "company_override",
  "company_override",
  "company_override_usage_exceeded",
  "plan_entitlement",
  "plan_entitlement",
  "plan_entitlement_usage_exceeded",
  "standard",
  "standard",
];
const CONDITION_TYPES = [
  ..."base_plan billing_product company credit credit metric metric metric plan plan_version user rollout".split(" "),
  ..."trait trait trait trait trait".split(" "),
];
const OPERATORS = ["eq", "ne", "gt", "lt", "gte", "lte", "is_empty", "not_empty", "contains"];
const COMPARABLE_TYPES = ["bool", "date", "int", "string"];
const PERIODS = ["all_time", "current_day", "current_month", "current_month", "current_month", "current_week"];
const MONTH_RESETS = ["first_of_month", "billing_cycle", "billing_cycle"];
const VALUE_TYPES = ["boolean", "credit", "numeric", "trait", "unknown", "unlimited"];

// Few identifiers, so that what refers to one another often meets. The empty one has rules of its own.
const IDS = ["a", "a", "b", "b", "c", "d", "é", ""];
const FLAG_IDS = ["f", "f", "f", "g"];
const EVENTS = ["call", "call", "query", ""];
const CREDITS = ["gold", "gold", "gold", "ink", "", "__proto__", "constructor"];

const scope = { account_id: "acct", environment_id: "env" };

// What a definition usually is, so that both sides of a comparison often have the same type.
const USUAL_TYPES = new Map([
  ["a", "date"],
  ["b", "int"],
  ["c", "string"],
  ["d", "bool"],
]);

interface Defined {
  readonly definition: unknown;
  /** A value that mostly suits it. */
  readonly value: string;
}

function defined(random: Random): Defined {
  const id = random.pick(IDS);
  const type = random.chance(0.8) ? (USUAL_TYPES.get(id) ?? "string") : random.pick(COMPARABLE_TYPES);
  const definition = spell(random, {
    id,
    comparable_type: spellName(random, type),
    entity_type: spellName(random, random.pick(["user", "company", "company"])),
  });
  return { definition, value: aTraitText(random, type) };
}

function condition(random: Random): unknown {
  const type = random.pick(CONDITION_TYPES);
  const metered = type === "metric" || type === "credit";
  const { definition, value } = defined(random);
  return spell(random, {
    id: random.chance(0.02) ? "" : "cond",
    ...scope,
    condition_type: spellName(random, type),
    operator: spellName(random, random.pick(OPERATORS)),
    resource_ids: maybe(random, () => random.some(4, () => random.pick(IDS)), 0.9),
    event_subtype: maybe(random, () => random.pick(EVENTS), metered ? 0.95 : 0.1),
    metric_value: maybe(random, () => anInteger(random), type === "metric" ? 0.95 : 0.1),
    metric_period: maybe(random, () => spellName(random, random.pick(PERIODS)), metered ? 0.8 : 0.1),
    metric_period_month_reset: maybe(random, () => spellName(random, random.pick(MONTH_RESETS))),
    credit_id: maybe(random, () => random.pick(CREDITS), type === "credit" ? 0.95 : 0.05),
    consumption_rate: maybe(random, () => aDecimal(random), type === "credit" ? 0.6 : 0.05),
    trait_definition: maybe(random, () => definition, type === "trait" ? 0.97 : 0.05),
    trait_value: value,
    comparison_trait_definition: maybe(random, () => defined(random).definition, 0.15),
  });
}

const group = (random: Random): unknown => spell(random, { conditions: random.some(3, () => condition(random)) });

/** Sometimes a rule is one condition, so that all depends on that. */
function rule(random: Random): unknown {
  const isSimple = random.chance(0.4);
  return spell(random, {
    id: random.chance(0.03) ? "" : random.pick(["r1", "r2", "r3", "r4"]),
    flag_id: maybe(random, () => random.pick(FLAG_IDS), 0.8),
    ...scope,
    rule_type: spellName(random, random.pick(RULE_TYPES)),
    name: random.pick(["Rule", 'Régle "x"', ""]),
    priority: anInteger(random),
    conditions: isSimple ? [condition(random)] : maybe(random, () => random.some(4, () => condition(random)), 0.95),
    condition_groups: maybe(random, () => random.some(2, () => group(random)), isSimple ? 0 : 0.5),
    value: random.chance(0.5),
  });
}

/** A flag. */
export function aFlag(random: Random): unknown {
  return spell(random, {
    id: random.chance(0.01) ? "" : random.pick(FLAG_IDS),
    ...scope,
    key: random.pick(["feature", "feature", "other", ""]),
    rules: maybe(random, () => random.some(5, () => rule(random)), 0.97),
    default_value: random.chance(0.5),
  });
}

function trait(random: Random): unknown {
  const { definition, value } = defined(random);
  return spell(random, { trait_definition: maybe(random, () => definition, 0.97), value });
}

function metric(random: Random): unknown {
  return spell(random, {
    ...scope,
    company_id: "c",
    event_subtype: random.pick(EVENTS),
    period: spellName(random, random.pick(PERIODS)),
    month_reset: spellName(random, random.pick(MONTH_RESETS)),
    value: anInteger(random),
    created_at: "2024-01-01T00:00:00Z",
    valid_until: maybe(random, () => "2020-01-01T00:00:00Z", 0.2),
  });
}

function entitlement(random: Random): unknown {
  const number = () => maybe(random, () => aDecimal(random), 0.3);
  const integer = () => maybe(random, () => anInteger(random), 0.4);
  return spell(random, {
    feature_id: "feat",
    feature_key: random.pick(["feature", "other", ""]),
    value_type: spellName(random, random.pick(VALUE_TYPES)),
    allocation: integer(),
    soft_limit: integer(),
    usage: integer(),
    event_name: maybe(random, () => "Calls"),
    event_subtype: maybe(random, () => random.pick(EVENTS)),
    metric_period: maybe(random, () => spellName(random, random.pick(PERIODS))),
    month_reset: maybe(random, () => spellName(random, random.pick(MONTH_RESETS))),
    metric_reset_at: maybe(random, () => aDateText(random)),
    credit_id: maybe(random, () => random.pick(CREDITS)),
    credit_total: number(),
    credit_used: number(),
    credit_remaining: number(),
    credit_reserved: number(),
    credit_settled: number(),
    consumption_rate: number(),
    warning_tiers: maybe(
      random,
      () => random.some(2, () => spell(random, { key: "tier", value: anInteger(random) })),
      0.3,
    ),
  });
}

const aMap = (random: Random, make: () => unknown): object =>
  Object.fromEntries(random.some(4, () => [random.pick(CREDITS), make()]));

/** A company. */
export function aCompany(random: Random): unknown {
  const ids = () => maybe(random, () => random.some(3, () => random.pick(IDS)), 0.8);
  return spell(random, {
    id: random.pick(IDS),
    ...scope,
    base_plan_id: maybe(random, () => random.pick(IDS)),
    billing_product_ids: ids(),
    keys: maybe(random, () => ({ id: "x", é: "y" }), 0.7),
    plan_ids: ids(),
    plan_version_ids: ids(),
    metrics: maybe(random, () => random.some(5, () => metric(random)), 0.9),
    credit_balances: maybe(random, () => aMap(random, () => aDecimal(random)), 0.9),
    credit_postpaid: maybe(random, () => aMap(random, () => postpaid(random)), 0.3),
    subscription: maybe(random, () => subscription(random), 0.8),
    traits: maybe(random, () => random.some(8, () => trait(random)), 0.95),
    rules: maybe(random, () => random.some(3, () => rule(random)), 0.4),
    entitlements: maybe(random, () => random.some(2, () => entitlement(random)), 0.5),
  });
}

function subscription(random: Random): unknown {
  const period_end = random.chance(0.6) ? "2999-12-31T00:00:00Z" : aCycleDate(random);
  return spell(random, { id: "sub", period_start: aCycleDate(random), period_end });
}

function postpaid(random: Random): unknown {
  if (random.chance(0.2)) return null;
  return spell(random, { overdraft_limit: maybe(random, () => aDecimal(random), 0.7) });
}

/** A user. */
export function aUser(random: Random): unknown {
  return spell(random, {
    id: random.pick(IDS),
    ...scope,
    keys: maybe(random, () => ({ id: "x" }), 0.7),
    traits: maybe(random, () => random.some(5, () => trait(random)), 0.95),
    rules: maybe(random, () => random.some(2, () => rule(random)), 0.3),
  });
}

/** Options, mostly sensible. Unlike elsewhere, their camelCase spelling means nothing. */
export function someOptions(random: Random): unknown {
  const quantity = () => (random.chance(0.9) ? Math.abs(anInteger(random)) : anInteger(random));
  const cost = () => (random.chance(0.95) ? Math.abs(aDecimal(random)) : aDecimal(random));
  const members = {
    credit_cost: random.chance(0.5) ? aMap(random, cost) : random.chance(0.02) ? null : undefined,
    usage: maybe(random, quantity),
    event_usage: maybe(random, () => ({ event_subtype: random.pick(EVENTS), quantity: quantity() })),
  };
  return random.chance(0.1) ? spell(random, members) : members;
}
