// The commonest conditions without a call of their own: a text trait that is to be equal, and an int trait in an order. What
// is not that simple on the spot (another type, preflight usage, a trait not yet read) is left to the condition's test.
import { NO_PREFLIGHT } from "../preflight.ts";
import type { ConditionData } from "../read/shapes.ts";
import type { Place } from "../subject/slots.ts";
import type { Subject } from "../subject/subject.ts";
import { numberOf, type Operand } from "../values/operand.ts";
import { EMPTY, EQUAL, GREATER, LESS } from "../values/operator.ts";
import type { Condition } from "./condition.ts";

/** A trait condition in plain values. */
export interface Shortcut {
  readonly ofUser: boolean;
  readonly slot: number;
  readonly operator: number;
  /** `null` for ints. */
  readonly text: string | null;
  readonly limit: number;
}

type Definition = NonNullable<ConditionData["traitDefinition"]>;

/** The shortcut for a comparison to a literal, if it has one. */
export function shortcutFor(
  { id, comparableType, entityType }: Definition,
  operator: number,
  { left, right }: { readonly left: Place; readonly right: Operand },
): Shortcut | null {
  const text = comparableType === "string" && operator === EQUAL ? right.text : null;
  const limit = comparableType === "int" && operator < EMPTY ? numberOf(right) : 0n;
  if (id === "" || (text === null && typeof limit !== "number")) return null;
  return { ofUser: entityType === "user", slot: left.slot, operator, text, limit: Number(limit) };
}

/** Whether a condition holds, by its shortcut where that leads to an answer. */
export function holds({ shortcut, test }: Condition, subject: Subject): boolean | null {
  if (shortcut === null) return test(subject);
  const found = (shortcut.ofUser ? subject.user : subject.company)?.traits.peek(shortcut.slot);
  if (found === undefined) return test(subject);
  if (shortcut.text !== null) return found.type === "string" ? found.text === shortcut.text : test(subject);
  const { number } = found;
  if (found.type !== "int" || typeof number !== "number" || subject.preflight !== NO_PREFLIGHT) return test(subject);
  const outcome = number < shortcut.limit ? LESS : number > shortcut.limit ? GREATER : EQUAL;
  return (shortcut.operator & outcome) !== 0;
}
