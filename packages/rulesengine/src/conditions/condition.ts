import type { ConditionData } from "../read/shapes.ts";
import type { Subject } from "../subject/subject.ts";
import { operatorOf } from "../values/operator.ts";
import { creditTest } from "./credit.ts";
import { memberTest } from "./member.ts";
import type { Meter } from "./meter.ts";
import { metricCondition } from "./metric.ts";
import type { Shortcut } from "./shortcut.ts";
import { traitCondition } from "./trait.ts";

/** Whether a condition holds; `null` when it is broken, which makes the rule that reaches it not match. */
export type Test = (subject: Subject) => boolean | null;

/** A condition, ready to be tried. */
export interface Condition {
  readonly test: Test;
  /** How `holds` may answer without the test. */
  readonly shortcut: Shortcut | null;
  /** What a result may report as usage, when the condition is about a metric or a trait. */
  readonly meter: Meter | null;
}

const plain = (test: Test): Condition => ({ test, shortcut: null, meter: null });

// What can never match, whatever the company and the user.
const NEVER = plain(() => false);

/** Prepares one condition. */
export function compileCondition(data: ConditionData): Condition {
  if (data.id === "") return NEVER;
  const operator = operatorOf(data.operator);
  switch (data.conditionType) {
    case "trait":
      return data.traitDefinition === null ? NEVER : traitCondition(data, data.traitDefinition, operator);
    case "metric":
      return data.eventSubtype === null ? NEVER : metricCondition(data, data.eventSubtype, operator);
    case "credit":
      return data.creditId === null ? NEVER : plain(creditTest(data, data.creditId, operator));
    default:
      return plain(memberTest(data.conditionType, new Set(data.resourceIds), operator));
  }
}
