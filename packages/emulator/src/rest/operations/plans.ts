import { planIdsOf } from "../../derive/grants-of-feature.ts";
import { notFound } from "../../http/http-error.ts";
import { putPlan } from "../../operations/catalog.ts";
import { deletePlan } from "../../operations/plan-deletion.ts";
import type { PlanRow } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import { planView } from "../../views/catalog.ts";
import type { Handlers, OperationRequest } from "../operation.ts";
import { among, matches, page } from "../query.ts";

function plan(state: State, id: string | undefined): PlanRow {
  const row = state.store.get("plans", id ?? "");
  if (!row) throw notFound("plan");
  return row;
}

const isUsed = (state: State, { id }: PlanRow): boolean =>
  [...state.store.table("companies").values()].some((company) => planIdsOf(company).includes(id));

/** Filters for plans that a company may begin with or fall back to: an add-on is not one that it can have alone. */
const basePlanRoles = ["for_fallback_plan", "for_initial_plan", "for_trial_expiry_plan"];

function listed(state: State, { query }: OperationRequest): PlanRow[] {
  const [ids, type, companyId] = [query.texts("ids"), query.text("plan_type"), query.text("company_id")];
  const without = query.text("without_entitlement_for");
  const company = companyId === undefined ? undefined : state.store.get("companies", companyId);
  return (
    state.store
      .list("plans")
      .filter((row) => among(ids, row.id) && (type === undefined || row.plan_type === type))
      .filter((row) => matches(query, [row.id, row.name, row.description]))
      .filter((row) => companyId === undefined || (company && planIdsOf(company).includes(row.id)))
      .filter((row) => query.boolean("has_product_id") !== true || row.billing_product_id !== null)
      .filter((row) => query.boolean("exclude_unused") !== true || isUsed(state, row))
      // No plan belongs to one company alone.
      .filter(() => query.boolean("company_scoped_only") !== true && query.text("scoped_to_company_id") === undefined)
      .filter((row) => row.plan_type === "plan" || !basePlanRoles.some((role) => query.boolean(role) === true))
      .filter((row) => !state.entitlementsOf.get(row.id).some((entitlement) => entitlement.feature_id === without))
  );
}

/** Plans and add-ons. */
export const planHandlers: Handlers = {
  createPlan: ({ body }, { state }) => planView(state, putPlan(state, { ...body, id: undefined })),
  getPlan: ({ path, query }, { state }) => {
    const row = plan(state, path.plan_id);
    const version = query.text("plan_version_id");
    if (version !== undefined && version !== row.version_id) throw notFound("plan version");
    return planView(state, row);
  },
  updatePlan: ({ path, body }, { state }) => planView(state, putPlan(state, body, plan(state, path.plan_id))),
  listPlans: (request, { state }) => page(listed(state, request), request.query).map((row) => planView(state, row)),
  countPlans: (request, { state }) => ({ count: listed(state, request).length }),
  deletePlan: ({ path }, { state }) => {
    deletePlan(state, plan(state, path.plan_id));
    return { deleted: true };
  },
};
