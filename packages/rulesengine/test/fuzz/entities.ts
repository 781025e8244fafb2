import { aCycleDate, type Cycle } from "./clock.ts";
import { aDateText } from "./dates.ts";
import { type Defined, defined, USUAL_IDS } from "./definitions.ts";
import { rule } from "./flags.ts";
import { CREDITS, EVENTS, IDS, MONTH_RESETS, PERIODS, scope } from "./names.ts";
import type { Random } from "./random.ts";
import { aDecimal, anInteger } from "./scalars.ts";
import { maybe, spell, spellName } from "./spell.ts";

const VALUE_TYPES = ["boolean", "credit", "numeric", "trait", "unknown", "unlimited"];

function someTraits(random: Random, most: number): unknown[] {
  const usual = random.chance(0.6) ? USUAL_IDS.map((id) => trait(random, defined(random, id))) : [];
  return [...usual, ...random.some(most, () => trait(random, defined(random)))];
}

function trait(random: Random, { definition, value }: Defined): unknown {
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
export function aCompany(random: Random, cycle: Cycle): unknown {
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
    subscription: maybe(random, () => subscription(random, cycle), 0.8),
    traits: maybe(random, () => someTraits(random, 8), 0.95),
    rules: maybe(random, () => random.some(3, () => rule(random)), 0.4),
    entitlements: maybe(random, () => random.some(2, () => entitlement(random)), 0.5),
  });
}

function subscription(random: Random, cycle: Cycle): unknown {
  const period_end = random.chance(0.6) ? "2999-12-31T00:00:00Z" : aCycleDate(random, cycle);
  return spell(random, { id: "sub", period_start: aCycleDate(random, cycle), period_end });
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
    traits: maybe(random, () => someTraits(random, 5), 0.95),
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
