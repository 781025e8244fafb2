import type { ConditionData, MonthReset, Period } from "../read/shapes.ts";
import { metricName, metricSlots, traitSlots } from "../subject/slots.ts";
import { type ComparableType, operand } from "../values/operand.ts";
import { OPERATORS } from "../values/operator.ts";

export type TraitCondition = ReturnType<typeof compileTrait>;
export type MetricCondition = ReturnType<typeof compileMetric>;
export type CreditCondition = ReturnType<typeof compileCredit>;
export type MemberCondition = ReturnType<typeof compileMember>;
export type Condition =
  | TraitCondition
  | MetricCondition
  | CreditCondition
  | MemberCondition
  | { readonly kind: "never" };

/** A trait that a condition refers to: by its number during evaluation, by its name where the number is out of bounds. */
export interface TraitReference {
  readonly id: string;
  readonly slot: number;
}

const NEVER = { kind: "never" } as const;

/** Prepares one condition. What can never match, whatever the company and the user, is known here. */
export function compileCondition(data: ConditionData): Condition {
  if (data.id === "") return NEVER;
  switch (data.conditionType) {
    case null:
      return NEVER;
    case "trait":
      return data.traitDefinition === null ? NEVER : compileTrait(data, data.traitDefinition);
    case "metric":
      return data.eventSubtype === null ? NEVER : compileMetric(data, data.eventSubtype);
    case "credit":
      return data.creditId === null ? NEVER : compileCredit(data, data.creditId);
    default:
      return compileMember(data, data.conditionType);
  }
}

const operatorOf = ({ operator }: ConditionData): number => (operator === null ? 0 : OPERATORS[operator]);

const referenceTo = (id: string): TraitReference => ({ id, slot: traitSlots.claim(id) });

type Definition = NonNullable<ConditionData["traitDefinition"]>;

function compileTrait(data: ConditionData, definition: Definition) {
  const comparison = data.comparisonTraitDefinition;
  const named = definition.id !== "";
  const type: ComparableType = named ? definition.comparableType : "string";
  return {
    kind: "trait",
    operator: operatorOf(data),
    ofUser: definition.entityType === "user",
    /** The trait that is compared; an empty id finds none. */
    left: named ? referenceTo(definition.id) : null,
    /** How to compare when no trait is found. */
    type,
    /** The trait on the right, when it is one; an empty id counts as none. */
    rightTrait: comparison !== null && comparison.id !== "" ? referenceTo(comparison.id) : null,
    right: operand(data.traitValue),
    /** What the result reports as usage and allocation, where an empty id does find a trait. */
    usage: referenceTo(definition.id),
    allocationTrait: comparison === null ? null : referenceTo(comparison.id),
  } as const;
}

function compileMetric(data: ConditionData, eventSubtype: string) {
  const comparison = data.comparisonTraitDefinition;
  const period: Period = data.metricPeriod ?? "all_time";
  const monthReset: MonthReset = data.metricPeriodMonthReset ?? "first_of_month";
  const name = metricName(eventSubtype, period, monthReset);
  return {
    kind: "metric",
    operator: operatorOf(data),
    eventSubtype,
    period,
    monthReset,
    name,
    slot: metricSlots.claim(name),
    /** `null` breaks the rule that gets here. */
    limit: data.metricValue,
    compared: comparison !== null,
    limitTrait: comparison !== null && comparison.id !== "" ? referenceTo(comparison.id) : null,
    allocationTrait: comparison === null ? null : referenceTo(comparison.id),
  } as const;
}

function compileCredit(data: ConditionData, creditId: string) {
  return {
    kind: "credit",
    operator: operatorOf(data),
    creditId,
    eventSubtype: data.eventSubtype,
    rate: data.consumptionRate ?? 1,
  } as const;
}

type MemberType = Exclude<NonNullable<ConditionData["conditionType"]>, "trait" | "metric" | "credit">;

function compileMember(data: ConditionData, type: MemberType) {
  return { kind: type, operator: operatorOf(data), ids: new Set(data.resourceIds) } as const;
}
