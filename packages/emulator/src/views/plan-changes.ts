import type { PlanChangeRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { entityView } from "./entities.ts";

function snapshot(state: State, id: string): Record<string, unknown> {
  const plan = state.store.get("plans", id);
  return {
    id,
    name: plan?.name ?? id,
    description: plan?.description ?? "",
    icon: plan?.icon ?? "",
    deleted: plan === undefined,
  };
}

/** A change of a company's plans. */
export function planChangeView(state: State, row: PlanChangeRow): Record<string, unknown> {
  const company = state.store.get("companies", row.company_id);
  const { base_plan_id, previous_base_plan_id, ...rest } = row;
  return {
    ...rest,
    add_ons_added: row.add_ons_added.map((id) => snapshot(state, id)),
    add_ons_removed: row.add_ons_removed.map((id) => snapshot(state, id)),
    ...(base_plan_id !== null && { base_plan: snapshot(state, base_plan_id) }),
    ...(previous_base_plan_id !== null && { previous_base_plan: snapshot(state, previous_base_plan_id) }),
    ...(company && { company: entityView(state, company) }),
    environment_id: state.environmentId,
    is_version_upgrade: false,
    traits_updated: [],
  };
}
