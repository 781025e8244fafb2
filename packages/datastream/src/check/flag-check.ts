import type { Entitlement, FlagCheck, Preflight } from "@schematic/api/core";
import type { RulesOptions, RulesResult } from "@schematic/rulesengine";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The engine's result as a check shows it: absent members left out, the entitlement's date a `Date`. */
export function toFlagCheck(flag: string, result: RulesResult, ageMs: number): FlagCheck {
  const check: Writable<FlagCheck> = { flag, value: result.value, reason: result.reason, source: "datastream", ageMs };
  if (result.flagId !== null) check.flagId = result.flagId;
  if (result.ruleId !== null) check.ruleId = result.ruleId;
  if (result.ruleType !== null) check.ruleType = result.ruleType;
  if (result.companyId !== null) check.companyId = result.companyId;
  if (result.userId !== null) check.userId = result.userId;
  if (result.entitlement !== null) check.entitlement = toEntitlement(result.entitlement);
  if (result.err !== undefined) check.error = result.err;
  return check;
}

/** The engine shares one frozen entitlement among all results for a company, so its counterpart is made once too. */
const converted = new WeakMap<object, Entitlement>();

function toEntitlement(entitlement: NonNullable<RulesResult["entitlement"]>): Entitlement {
  let made = converted.get(entitlement);
  if (made === undefined) {
    const { metricResetAt, ...members } = entitlement;
    const at = new Date(metricResetAt ?? Number.NaN);
    made = Object.freeze({ ...members, ...(!Number.isNaN(at.getTime()) && { metricResetAt: at }) });
    converted.set(entitlement, made);
  }
  return made;
}

/** Preflight in the engine's envelope; `undefined` when nothing in it has an effect. What is no amount is left out. */
export function toRulesOptions({ usage, eventUsage, creditCost }: Preflight): RulesOptions | undefined {
  if (usage === undefined && eventUsage === undefined && creditCost === undefined) return undefined;
  const costs = Object.entries(creditCost ?? {}).filter(([, cost]) => isAmount(cost));
  return {
    ...(isAmount(usage) && { usage: Math.ceil(usage) }),
    ...(isAmount(eventUsage?.quantity) &&
      eventUsage && {
        event_usage: { event_subtype: eventUsage.eventSubtype, quantity: Math.ceil(eventUsage.quantity) },
      }),
    ...(costs.length > 0 && { credit_cost: Object.fromEntries(costs) }),
  };
}

function isAmount(value: number | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
