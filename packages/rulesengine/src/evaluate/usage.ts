import type { MetricMeter } from "../conditions/metric.ts";
import type { Company } from "../subject/company.ts";
import type { Place } from "../subject/slots.ts";
import type { Int } from "../values/int64.ts";
import { strictOf } from "../values/operand.ts";
import { type Clock, nextReset } from "./reset.ts";
import type { Rule } from "./rule.ts";

/** The usage that a result reports beside its value. Preflight usage does not show in it. */
export interface Usage {
  readonly allocation: number | null;
  readonly used: number | null;
  readonly event: string | null;
  readonly period: MetricMeter["period"] | null;
  readonly resetAt: string | null;
}

const NO_USAGE: Usage = { allocation: null, used: null, event: null, period: null, resetAt: null };

/** Usage behind the rule that matched, when its type reports any. */
export function usageOf(meter: Rule["meter"], company: Company | null, now: Clock): Usage {
  if (meter === null || company === null) return NO_USAGE;
  const allocation = Number((meter.allocationTrait && strictAt(meter.allocationTrait, company)) ?? meter.allocation);
  if (meter.kind === "trait") {
    return { ...NO_USAGE, allocation, used: Number(strictAt(meter.usage, company) ?? 0) };
  }
  const { event, period } = meter;
  const used = Number(company.metrics.at(meter.usage)?.value ?? 0);
  return { allocation, used, event, period, resetAt: nextReset(meter, company.cycle, now) };
}

function strictAt(place: Place, company: Company): Int | null {
  const trait = company.traits.at(place);
  return trait === undefined ? null : strictOf(trait);
}
