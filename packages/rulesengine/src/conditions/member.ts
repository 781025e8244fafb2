import type { Company } from "../subject/company.ts";
import { EMPTY, FULL, OPERATORS } from "../values/operator.ts";
import type { Test } from "./condition.ts";

type Ids = ReadonlySet<string>;
type CompanyTest = (company: Company) => boolean;

/** Conditions that ask whether something is among the identifiers that they list. */
export type MemberType = "base_plan" | "billing_product" | "company" | "plan" | "plan_version" | "user";

/** Every operator but `ne` asks the plain question, but for base plans. */
export function memberTest(type: MemberType, ids: Ids, operator: number): Test {
  const wanted = operator !== OPERATORS.ne;
  if (type === "user") return ({ user }) => user !== null && ids.has(user.id) === wanted;
  const test = type === "base_plan" ? basePlanTest(ids, operator) : companyTest(type, ids, wanted);
  return ({ company }) => company !== null && test(company);
}

function companyTest(type: Exclude<MemberType, "base_plan" | "user">, ids: Ids, wanted: boolean): CompanyTest {
  switch (type) {
    case "company":
      return ({ id }) => ids.has(id) === wanted;
    case "plan":
      return ({ planIds }) => share(ids, planIds) === wanted;
    case "plan_version":
      return ({ planVersionIds }) => share(ids, planVersionIds) === wanted;
    case "billing_product":
      return ({ billingProductIds }) => share(ids, billingProductIds) === wanted;
  }
}

function share(ids: Ids, others: readonly string[]): boolean {
  for (const id of others) if (ids.has(id)) return true;
  return false;
}

function basePlanTest(ids: Ids, operator: number): CompanyTest {
  const among = ({ basePlanId }: Company) => basePlanId !== null && ids.has(basePlanId);
  switch (operator) {
    case OPERATORS.eq:
      return among;
    case OPERATORS.ne:
      return (company) => !among(company);
    case EMPTY:
      return ({ basePlanId }) => basePlanId === null;
    default:
      return ({ basePlanId }) => operator === FULL && basePlanId !== null;
  }
}
