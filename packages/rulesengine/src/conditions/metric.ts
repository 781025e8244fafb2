import { unitsAhead } from "../preflight.ts";
import type { ConditionData } from "../read/shapes.ts";
import { metricName } from "../subject/company.ts";
import { metricSlots, type Place, traitSlots } from "../subject/slots.ts";
import { add, type Int } from "../values/int64.ts";
import { compareInts, strictOf } from "../values/operand.ts";
import type { Condition, Test } from "./condition.ts";

/** What a metric condition reports as usage and allocation. */
export interface MetricMeter {
  readonly kind: "metric";
  readonly event: string;
  readonly period: NonNullable<ConditionData["metricPeriod"]>;
  /** Whether a month of it starts with the company's billing. */
  readonly billed: boolean;
  readonly usage: Place;
  readonly allocation: Int;
  /** A trait whose number takes the place of `allocation`. Here an empty id finds a trait, unlike in the test. */
  readonly allocationTrait: Place | null;
}

/** Compares a metric of the company to a number, or to one of its traits. */
export function metricCondition(data: ConditionData, event: string, operator: number): Condition {
  const period = data.metricPeriod ?? "all_time";
  const monthReset = data.metricPeriodMonthReset ?? "first_of_month";
  const comparison = data.comparisonTraitDefinition;
  const allocationTrait = comparison && traitSlots.claim(comparison.id);
  const meter: MetricMeter = {
    kind: "metric",
    event,
    period,
    billed: monthReset === "billing_cycle",
    usage: metricSlots.claim(metricName(event, period, monthReset)),
    allocation: data.metricValue ?? 0,
    allocationTrait,
  };
  return { test: data.metricValue === null ? broken : metricTest(meter, operator), shortcut: null, meter };
}

/** Without a number the condition is broken, though not before there is a company to look at. */
const broken: Test = ({ company }) => (company === null ? false : null);

function metricTest({ event, usage, allocation, allocationTrait }: MetricMeter, operator: number): Test {
  const limitTrait = allocationTrait === null || allocationTrait.name === "" ? null : allocationTrait;
  return ({ company, preflight }) => {
    if (company === null) return false;
    const value = add(company.metrics.at(usage)?.value ?? 0, unitsAhead(event, preflight));
    let limit = allocation;
    if (allocationTrait !== null) {
      const trait = limitTrait === null ? undefined : company.traits.at(limitTrait);
      limit = trait === undefined ? 0 : (strictOf(trait) ?? 0);
    }
    return (operator & compareInts(value, limit, operator)) !== 0;
  };
}
