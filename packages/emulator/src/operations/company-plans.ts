import { syncPlanGrants } from "../credits/plan-grants.ts";
import { badRequest, notFound } from "../http/http-error.ts";
import type { CompanyRow, PlanChangeRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { endTrialEarly, startTrial } from "./subscriptions.ts";

/** The plans that a company is to have. An absent member stays as it is; `null` takes the base plan away. */
export interface PlanSelection {
  readonly base_plan_id?: string | null | undefined;
  readonly add_on_ids?: readonly string[] | undefined;
}

export interface PlanChangeCause {
  readonly action: string;
  readonly actor: "api_key" | "system";
  readonly basePlanAction?: "initial" | "trial_expiry" | "fallback" | undefined;
}

function assertPlan(state: State, id: string, type: "plan" | "add_on"): void {
  const plan = state.store.get("plans", id);
  if (!plan) throw notFound(`plan ${id}`);
  if (plan.plan_type !== type) throw badRequest(`plan ${id} is not ${type === "plan" ? "a base plan" : "an add-on"}`);
}

function direction(before: string | null, after: string | null): string | null {
  if (before === after) return null;
  if (before === null) return "subscribe";
  return after === null ? "unsubscribe" : "upgrade";
}

function record(state: State, before: CompanyRow, after: CompanyRow, cause: PlanChangeCause): PlanChangeRow {
  const ids = (company: CompanyRow): string[] => company.add_ons.map((addOn) => addOn.plan_id);
  return state.store.put("plan_changes", {
    ...state.fresh("plch"),
    company_id: after.id,
    action: cause.action,
    actor_type: cause.actor,
    base_plan_id: after.plan_id,
    previous_base_plan_id: before.plan_id,
    base_plan_action: cause.basePlanAction ?? null,
    add_ons_added: ids(after).filter((id) => !ids(before).includes(id)),
    add_ons_removed: ids(before).filter((id) => !ids(after).includes(id)),
    subscription_change_action: direction(before.plan_id, after.plan_id),
  });
}

/** Gives a company its plans: records the change, grants the credits that come with them, ends the old plan's trial and starts the new one's. */
export function setCompanyPlans(
  state: State,
  company: CompanyRow,
  selection: PlanSelection,
  cause: PlanChangeCause,
): CompanyRow {
  const now = state.clock.iso();
  const planId = selection.base_plan_id === undefined ? company.plan_id : selection.base_plan_id;
  const addOnIds = [...new Set(selection.add_on_ids ?? company.add_ons.map((addOn) => addOn.plan_id))];
  if (planId !== null) assertPlan(state, planId, "plan");
  for (const id of addOnIds) assertPlan(state, id, "add_on");
  const after = {
    ...company,
    plan_id: planId,
    plan_added_at: planId === company.plan_id ? company.plan_added_at : now,
    add_ons: addOnIds.map((id) => company.add_ons.find((old) => old.plan_id === id) ?? { plan_id: id, added_on: now }),
    updated_at: now,
  };
  const sameAddOns = addOnIds.join() === company.add_ons.map((addOn) => addOn.plan_id).join();
  if (planId === company.plan_id && sameAddOns) return company;
  state.store.put("companies", after);
  record(state, company, after, cause);
  if (planId !== company.plan_id) {
    if (company.plan_id !== null) endTrialEarly(state, after);
    startTrial(state, after);
  }
  syncPlanGrants(state, after, "plan_change");
  return state.store.get("companies", company.id) ?? after;
}

/** The plan that companies begin with, if one is marked as default. */
export function defaultPlanId(state: State): string | null {
  for (const plan of state.store.table("plans").values())
    if (plan.is_default && plan.plan_type === "plan") return plan.id;
  return null;
}
