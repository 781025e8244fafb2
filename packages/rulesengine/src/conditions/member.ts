import { EMPTY, FULL, OPERATORS } from "../values/operator.ts";
import type { Test } from "./condition.ts";

type Ids = ReadonlySet<string>;

type List = "basePlanIds" | "billingProductIds" | "ownIds" | "planIds" | "planVersionIds";

// Where a company keeps what each type of condition looks for.
const LISTS: ReadonlyMap<string, List> = new Map([
  ["base_plan", "basePlanIds"],
  ["billing_product", "billingProductIds"],
  ["company", "ownIds"],
  ["plan", "planIds"],
  ["plan_version", "planVersionIds"],
]);

/** Whether something of the user or company is among the identifiers that a condition lists. An unknown type never matches. */
export function memberTest(type: string, ids: Ids, operator: number): Test {
  const wanted = operator !== OPERATORS.ne;
  if (type === "user") return ({ user }) => user !== null && share(ids, user.ownIds) === wanted;
  const list = LISTS.get(type);
  if (list === undefined) return () => false;
  if (type === "base_plan") {
    // Elsewhere every operator but `ne` asks the plain question; here the empty tests mean something, and others nothing.
    if (operator === EMPTY || operator === FULL) {
      return ({ company }) => company !== null && (company[list].length === 0) === (operator === EMPTY);
    }
    if (wanted && operator !== OPERATORS.eq) return () => false;
  }
  return ({ company }) => company !== null && share(ids, company[list]) === wanted;
}

function share(ids: Ids, others: readonly string[]): boolean {
  for (const id of others) if (ids.has(id)) return true;
  return false;
}
