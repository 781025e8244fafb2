import { compileOwnRules, type Rule } from "../compile/rule.ts";
import { type Entitlement, echoEntitlement } from "../entitlement.ts";
import type { CompanyData, MetricData, TraitData } from "../read/shapes.ts";
import type { Int } from "../values/int64.ts";
import type { ComparableType, Operand } from "../values/operand.ts";
import { operand } from "../values/operand.ts";
import { metricName, metricSlots, Row, traitSlots } from "./slots.ts";

/** A trait as conditions see it. */
export interface Trait extends Operand {
  readonly type: ComparableType;
}

/** What a company and a user have in common. */
export interface Entity {
  readonly id: string;
  readonly traits: Row<Trait>;
  /** Rules that the entity brings, in order, by the flag that they are for. */
  readonly rules: ReadonlyMap<string, readonly Rule[]>;
}

/** A company, arranged for evaluation. */
export interface Company extends Entity {
  readonly basePlanId: string | null;
  readonly planIds: readonly string[];
  readonly planVersionIds: readonly string[];
  readonly billingProductIds: readonly string[];
  readonly metrics: Row<Int>;
  readonly creditBalances: ReadonlyMap<string, number>;
  readonly creditPostpaid: CompanyData["creditPostpaid"];
  readonly subscription: CompanyData["subscription"];
  readonly entitlements: ReadonlyMap<string, Entitlement>;
}

/** Arranges what was read of a company. */
export function arrangeCompany(data: CompanyData): Company {
  return {
    id: data.id,
    traits: arrangeTraits(data.traits),
    rules: compileOwnRules(data.rules),
    basePlanId: data.basePlanId,
    planIds: data.planIds,
    planVersionIds: data.planVersionIds,
    billingProductIds: data.billingProductIds,
    metrics: new Row(
      metricSlots,
      firstByName(data.metrics, nameOf, (metric) => metric.value),
    ),
    creditBalances: data.creditBalances,
    creditPostpaid: data.creditPostpaid,
    subscription: data.subscription,
    entitlements: firstByName(data.entitlements, (entitlement) => entitlement.featureKey, echoEntitlement),
  };
}

/** Traits by definition; those without one are passed over. */
export function arrangeTraits(traits: readonly TraitData[]): Row<Trait> {
  const byId = new Map<string, Trait>();
  for (const { traitDefinition, value } of traits) {
    if (traitDefinition === null || byId.has(traitDefinition.id)) continue;
    byId.set(traitDefinition.id, { ...operand(value), type: traitDefinition.comparableType });
  }
  return new Row(traitSlots, byId);
}

const nameOf = ({ eventSubtype, period, monthReset }: MetricData): string =>
  metricName(eventSubtype, period, monthReset);

function firstByName<Item, Kept>(
  items: readonly Item[],
  name: (item: Item) => string,
  keep: (item: Item) => Kept,
): Map<string, Kept> {
  const kept = new Map<string, Kept>();
  for (const item of items) if (!kept.has(name(item))) kept.set(name(item), keep(item));
  return kept;
}
