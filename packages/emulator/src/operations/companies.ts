import type { CompanyRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { defaultPlanId, setCompanyPlans } from "./company-plans.ts";
import { type EntityInput, upsertEntity } from "./entities.ts";

/** Upserts a company; a new one begins with the plan asked for, else with the default plan. */
export function upsertCompany(
  state: State,
  input: EntityInput & { readonly base_plan_id?: string | null | undefined },
): { row: CompanyRow; created: boolean } {
  const { row, created } = upsertEntity(state, "company", input);
  const planId = input.base_plan_id ?? defaultPlanId(state);
  if (!created || planId === null) return { row, created };
  const cause = { action: "company_upsert", actor: "api_key", basePlanAction: "initial" } as const;
  return { row: setCompanyPlans(state, row, { base_plan_id: planId }, cause), created };
}

/** Deletes a company with all that belongs to it. */
export function deleteCompany(state: State, company: CompanyRow): void {
  const { store } = state;
  for (const row of state.membershipsOf.get(company.id)) store.delete("memberships", row.id);
  for (const row of state.overridesOf.get(company.id)) store.delete("overrides", row.id);
  for (const row of state.grantsOf.get(company.id)) store.delete("grants", row.id);
  for (const row of state.usageOf.get(company.id)) store.delete("usage", row.id);
  for (const row of state.subscriptionsOf.get(company.id)) store.delete("subscriptions", row.id);
  store.delete("companies", company.id);
}
