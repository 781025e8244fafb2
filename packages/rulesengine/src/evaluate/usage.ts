import type { Meter } from "../conditions/meter.ts";
import type { Company } from "../subject/company.ts";
import type { Place } from "../subject/slots.ts";
import type { Int } from "../values/int64.ts";
import { strictOf } from "../values/operand.ts";
import { type Clock, nextReset } from "./reset.ts";

/** The usage that a result reports beside its value. Preflight usage does not show in it. */
export interface Usage {
  readonly allocation: number | null;
  readonly used: number | null;
  readonly event: string | null;
  readonly period: Meter["period"];
  readonly resetAt: string | null;
}

const NO_USAGE: Usage = { allocation: null, used: null, event: null, period: null, resetAt: null };

/** Usage behind the rule that matched, when its type reports any. */
export function usageOf(meter: Meter | null, company: Company | null, now: Clock): Usage {
  if (meter === null || company === null) return NO_USAGE;
  const { usage, allocationTrait, event, period } = meter;
  const allocation = Number((allocationTrait && strictAt(allocationTrait, company)) ?? meter.allocation);
  const used = event === null ? strictAt(usage, company) : company.metrics.at(usage)?.value;
  const resetAt = period && nextReset(period, meter.billed ? company.cycle : null, now);
  return { allocation, used: Number(used ?? 0), event, period, resetAt };
}

function strictAt(place: Place, company: Company): Int | null {
  const trait = company.traits.at(place);
  return trait === undefined ? null : strictOf(trait);
}
