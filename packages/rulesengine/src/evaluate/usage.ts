import type { MetricCondition, TraitCondition, TraitReference } from "../compile/condition.ts";
import type { Rule } from "../compile/rule.ts";
import type { Company } from "../subject/company.ts";
import type { Int } from "../values/int64.ts";
import { strictOf } from "../values/operand.ts";
import { type Clock, nextReset } from "./reset.ts";

/** The usage that a result reports beside its value. */
export interface Usage {
  readonly allocation: number;
  readonly used: number;
  readonly event: string | null;
  readonly period: MetricCondition["period"] | null;
  readonly resetAt: string | null;
}

/** Usage behind the rule that matched, when its type reports any. Preflight usage does not show in it. */
export function usageOf(rule: Rule, company: Company | null, now: Clock): Usage | null {
  const { metered } = rule;
  if (metered === null || company === null) return null;
  return metered.kind === "metric" ? metricUsage(metered, company, now) : traitUsage(metered, company);
}

function metricUsage(condition: MetricCondition, company: Company, now: Clock): Usage {
  const { eventSubtype, period, limit, allocationTrait } = condition;
  return {
    allocation: allocation(limit ?? 0, allocationTrait, company),
    used: Number(company.metrics.at(condition.slot, condition.name) ?? 0),
    event: eventSubtype,
    period,
    resetAt: nextReset(condition, company.subscription, now),
  };
}

function traitUsage({ right, usage, allocationTrait }: TraitCondition, company: Company): Usage {
  return {
    allocation: allocation(strictOf(right) ?? 0, allocationTrait, company),
    used: Number(strictOfTrait(usage, company) ?? 0),
    event: null,
    period: null,
    resetAt: null,
  };
}

/** The condition's own number, unless it is compared to a trait that holds one. */
function allocation(own: Int, trait: TraitReference | null, company: Company): number {
  return Number((trait === null ? null : strictOfTrait(trait, company)) ?? own);
}

function strictOfTrait({ slot, id }: TraitReference, company: Company): Int | null {
  const trait = company.traits.at(slot, id);
  return trait === undefined ? null : strictOf(trait);
}
