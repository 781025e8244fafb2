import type { ConditionData } from "../read/shapes.ts";
import type { Entity } from "../subject/entity.ts";
import { type Place, traitSlots } from "../subject/slots.ts";
import { add } from "../values/int64.ts";
import { NOTHING, type Operand, operand, outcome, strictOf } from "../values/operand.ts";
import type { Condition, Test } from "./condition.ts";
import { shortcutFor } from "./shortcut.ts";

type Definition = NonNullable<ConditionData["traitDefinition"]>;

/** Compares a trait to a value, or to another trait of the same company or user. */
export function traitCondition(data: ConditionData, definition: Definition, operator: number): Condition {
  const comparison = data.comparisonTraitDefinition;
  const right = operand(data.traitValue);
  const usage = traitSlots.claim(definition.id);
  const allocationTrait = comparison && traitSlots.claim(comparison.id);
  const rightTrait = comparison?.id === "" ? null : allocationTrait;
  return {
    test: traitTest({
      definition,
      operator,
      left: usage,
      right,
      rightTrait,
    }),
    shortcut: rightTrait === null ? shortcutFor(definition, operator, { left: usage, right }) : null,
    meter: { usage, allocation: strictOf(right) ?? 0, allocationTrait, event: null, period: null, billed: false },
  };
}

interface Comparison {
  readonly definition: Definition;
  readonly operator: number;
  readonly left: Place;
  readonly right: Operand;
  readonly rightTrait: Place | null;
}

function traitTest({ definition, operator, left, right, rightTrait }: Comparison): Test {
  const named = definition.id !== "";
  const ofUser = definition.entityType === "user";
  const missingType = named ? definition.comparableType : "string";
  return ({ company, user, preflight }) => {
    const entity: Entity | null = ofUser ? user : company;
    if (entity === null) return false;
    const found = named ? entity.traits.at(left) : undefined;
    const type = found === undefined ? missingType : found.type;
    const against = rightTrait === null ? right : (entity.traits.at(rightTrait) ?? NOTHING);
    let value: Operand = found ?? NOTHING;
    if (type === "int" && preflight.usage) {
      value = { ...value, number: add(strictOf(value) ?? 0, preflight.usage) };
    }
    return (operator & outcome(type, value, against, operator)) !== 0;
  };
}
