import type { SeedCondition } from "./seed-flag.ts";

const needed: Readonly<Partial<Record<SeedCondition["type"], keyof SeedCondition>>> = {
  base_plan: "in",
  company: "in",
  credit: "credit",
  metric: "event",
  plan: "in",
  trait: "trait",
  user: "in",
};

/** The member that a condition is about and does not have; `undefined`: it has it. */
export function lacking(condition: SeedCondition): keyof SeedCondition | undefined {
  const member = needed[condition.type];
  const isOfEmptiness = condition.operator === "is_empty" || condition.operator === "not_empty";
  if (member === undefined || (member === "in" && isOfEmptiness)) return undefined;
  return condition[member] === undefined ? member : undefined;
}
