import { unitsAhead } from "../preflight.ts";
import type { ConditionData } from "../read/shapes.ts";
import { metricName } from "../subject/company.ts";
import { metricSlots, traitSlots } from "../subject/slots.ts";
import { add } from "../values/int64.ts";
import { compareInts, strictOf } from "../values/operand.ts";
import type { Condition, Test } from "./condition.ts";
import type { Meter } from "./meter.ts";

/** Compares a metric of the company to a number, or to one of its traits. */
export function metricCondition(data: ConditionData, event: string, operator: number): Condition {
  const period = data.metricPeriod ?? "all_time";
  const monthReset = data.metricPeriodMonthReset ?? "first_of_month";
  const comparison = data.comparisonTraitDefinition;
  const allocationTrait = comparison && traitSlots.claim(comparison.id);
  const meter: Meter = {
    event,
    period,
    billed: monthReset === "billing_cycle",
    usage: metricSlots.claim(metricName(event, period, monthReset)),
    allocation: data.metricValue ?? 0,
    allocationTrait,
  };
  return { test: data.metricValue === null ? broken : metricTest(event, operator, meter), shortcut: null, meter };
}

/** Without a number the condition is broken, though not before there is a company to look at. */
const broken: Test = ({ company }) => (company === null ? false : null);

function metricTest(event: string, operator: number, { usage, allocation, allocationTrait }: Meter): Test {
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
