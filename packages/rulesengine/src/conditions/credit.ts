import { unitsAhead } from "../preflight.ts";
import type { ConditionData, OptionsData } from "../read/shapes.ts";
import type { Company } from "../subject/company.ts";
import { OPERATORS } from "../values/operator.ts";
import type { Test } from "./condition.ts";

/** "Is there enough credit?" for every operator but `gt` and `gte`, which ask for the contrary: usage exceeded. */
export function creditTest(data: ConditionData, creditId: string, operator: number): Test {
  const wanted = operator !== OPERATORS.gt && operator !== OPERATORS.gte;
  const rate = data.consumptionRate ?? 1;
  const need = (preflight: OptionsData): number => {
    const cost = preflight.credit_cost?.get(creditId);
    if (cost !== undefined) return cost;
    const units = unitsAhead(data.eventSubtype, preflight);
    return units > 0 ? Number(units) * rate : rate;
  };
  return ({ company, preflight }) => company !== null && isEnough(company, creditId, need(preflight)) === wanted;
}

/** A postpaid credit may go below zero: down to its limit, or without end. */
function isEnough({ creditBalances, creditPostpaid }: Company, creditId: string, need: number): boolean {
  const balance = creditBalances.get(creditId) ?? 0;
  const postpaid = creditPostpaid.get(creditId) ?? null;
  if (postpaid === null) return balance >= need;
  return postpaid.overdraftLimit === null || balance + postpaid.overdraftLimit >= need;
}
