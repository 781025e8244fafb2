import { planIdsOf } from "../derive/grants-of-feature.ts";
import type { PlanRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { defaultPlanId, setCompanyPlans } from "./company-plans.ts";

/** Deletes a plan; companies that had it fall back to the default plan, or to none. */
export function deletePlan(state: State, plan: PlanRow): void {
  const { store } = state;
  const companies = [...store.table("companies").values()].filter((row) => planIdsOf(row).includes(plan.id));
  for (const row of state.entitlementsOf.get(plan.id)) store.delete("plan_entitlements", row.id);
  for (const row of state.planGrantsOf.get(plan.id)) store.delete("plan_grants", row.id);
  store.delete("plans", plan.id);
  for (const company of companies) {
    const selection = {
      base_plan_id: company.plan_id === plan.id ? defaultPlanId(state) : company.plan_id,
      add_on_ids: company.add_ons.map((addOn) => addOn.plan_id).filter((id) => id !== plan.id),
    };
    const cause = { action: "plan_deleted", actor: "api_key", basePlanAction: "fallback" } as const;
    setCompanyPlans(state, company, selection, cause);
  }
}
