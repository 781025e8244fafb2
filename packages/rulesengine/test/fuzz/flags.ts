import { defined, USUAL_IDS } from "./definitions.ts";
import { CREDITS, EVENTS, FLAG_IDS, IDS, MONTH_RESETS, PERIODS, scope } from "./names.ts";
import type { Random } from "./random.ts";
import { aDecimal, anInteger } from "./scalars.ts";
import { type Members, maybe, spell, spellName } from "./spell.ts";

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

function condition(random: Random, fixed: Members = {}): unknown {
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
    ...fixed,
  });
}

const group = (random: Random): unknown => spell(random, { conditions: random.some(3, () => condition(random)) });

/** A rule. Sometimes it is one condition, so that all depends on that. */
export function rule(random: Random, fixed: Members = {}): unknown {
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
    ...fixed,
  });
}

/** A rule that mostly matches, and then reports when a month of usage ends. */
function meteredRule(random: Random): unknown {
  const metric = condition(random, {
    id: "metered",
    condition_type: "metric",
    operator: random.pick(["lte", "lt", "ne"]),
    event_subtype: "call",
    metric_value: 2 ** 40,
    metric_period: "current_month",
    metric_period_month_reset: "billing_cycle",
    comparison_trait_definition: null,
  });
  return rule(random, { id: "r", rule_type: "plan_entitlement", conditions: [metric], condition_groups: [] });
}

/** A rule that depends on one trait, which most companies have. */
function traitRule(random: Random): unknown {
  const { definition, value } = defined(random, random.pick(USUAL_IDS));
  const trait = condition(random, {
    id: "t",
    condition_type: "trait",
    trait_definition: definition,
    trait_value: value,
  });
  return rule(random, { id: "r", conditions: [trait], condition_groups: [] });
}

/** A flag. */
export function aFlag(random: Random): unknown {
  return spell(random, {
    id: random.chance(0.01) ? "" : random.pick(FLAG_IDS),
    ...scope,
    key: random.pick(["feature", "feature", "other", ""]),
    rules: random.chance(0.3)
      ? [random.pick([meteredRule, traitRule, traitRule])(random)]
      : maybe(random, () => random.some(5, () => rule(random)), 0.97),
    default_value: random.chance(0.5),
  });
}
