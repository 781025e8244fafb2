import { notFound } from "../../http/http-error.ts";
import { type EntitlementInput, type OverrideInput, putEntitlement, putOverride } from "../../operations/catalog.ts";
import { copyEntitlements } from "../../operations/entitlement-copies.ts";
import type { OverrideRow, PlanEntitlementRow, PlanRow } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import { entitlementView, overrideView } from "../../views/catalog.ts";
import type { Handlers, OperationRequest } from "../operation.ts";
import { among, either, matches, page } from "../query.ts";

function entitlement(state: State, id: string | undefined): PlanEntitlementRow {
  const row = state.store.get("plan_entitlements", id ?? "");
  if (!row) throw notFound("plan entitlement");
  return row;
}

function plan(state: State, id: string): PlanRow {
  const row = state.store.get("plans", id);
  if (!row) throw notFound("plan");
  return row;
}

function override(state: State, id: string | undefined): OverrideRow {
  const row = state.store.get("overrides", id ?? "");
  if (!row) throw notFound("company override");
  return row;
}

const featureName = (state: State, id: string): string | undefined => state.store.get("features", id)?.name;

function listedEntitlements(state: State, { query }: OperationRequest): PlanEntitlementRow[] {
  const ids = query.texts("ids");
  const [plans, features] = [either(query, "plan_id", "plan_ids"), either(query, "feature_id", "feature_ids")];
  const versions = either(query, "plan_version_id", "plan_version_ids");
  return state.store
    .list("plan_entitlements")
    .filter((row) => among(ids, row.id) && among(plans, row.plan_id) && among(features, row.feature_id))
    .filter((row) => among(versions, state.store.get("plans", row.plan_id)?.version_id ?? ""))
    .filter((row) => matches(query, [row.id, featureName(state, row.feature_id)]));
}

function listedOverrides(state: State, { query }: OperationRequest): OverrideRow[] {
  const [ids, withoutExpired] = [query.texts("ids"), query.boolean("without_expired")];
  const [companies, features] = [
    either(query, "company_id", "company_ids"),
    either(query, "feature_id", "feature_ids"),
  ];
  return state.store
    .list("overrides")
    .filter((row) => among(ids, row.id) && among(companies, row.company_id) && among(features, row.feature_id))
    .filter((row) => !(withoutExpired && row.expired))
    .filter((row) => matches(query, [row.id, featureName(state, row.feature_id)]));
}

function duplicate(state: State, sourceId: string, targetId: string): Record<string, unknown> {
  const { copied, skipped } = copyEntitlements(state, plan(state, sourceId), plan(state, targetId));
  return {
    data: copied.map((row) => entitlementView(state, row)),
    issues: [],
    skipped: skipped.map(({ row, reason }) => ({
      entitlement_id: row.id,
      feature_id: row.feature_id,
      feature_name: featureName(state, row.feature_id) ?? "",
      errors: [{ message: reason }],
    })),
  };
}

/** What plans and companies are entitled to. */
export const entitlementHandlers: Handlers = {
  createPlanEntitlement: ({ body }, { state }) =>
    entitlementView(state, putEntitlement(state, body as unknown as EntitlementInput)),
  getPlanEntitlement: ({ path }, { state }) => entitlementView(state, entitlement(state, path.plan_entitlement_id)),
  updatePlanEntitlement: ({ path, body }, { state }) => {
    const row = entitlement(state, path.plan_entitlement_id);
    const input = { ...body, plan_id: row.plan_id, feature_id: row.feature_id } as unknown as EntitlementInput;
    return entitlementView(state, putEntitlement(state, input, row));
  },
  listPlanEntitlements: (request, { state }) =>
    page(listedEntitlements(state, request), request.query).map((row) => entitlementView(state, row)),
  countPlanEntitlements: (request, { state }) => ({ count: listedEntitlements(state, request).length }),
  deletePlanEntitlement: ({ path }, { state }) => {
    state.store.delete("plan_entitlements", entitlement(state, path.plan_entitlement_id).id);
    return { deleted: true };
  },
  duplicatePlanEntitlements: ({ body }, { state }) =>
    duplicate(state, String(body.source_plan_id), String(body.target_plan_id)),
  createCompanyOverride: ({ body }, { state }) =>
    overrideView(state, putOverride(state, body as unknown as OverrideInput)),
  getCompanyOverride: ({ path }, { state }) => overrideView(state, override(state, path.company_override_id)),
  updateCompanyOverride: ({ path, body }, { state }) => {
    const row = override(state, path.company_override_id);
    const input = { ...body, company_id: row.company_id, feature_id: row.feature_id } as unknown as OverrideInput;
    return overrideView(state, putOverride(state, input, row));
  },
  listCompanyOverrides: (request, { state }) =>
    page(listedOverrides(state, request), request.query).map((row) => overrideView(state, row)),
  countCompanyOverrides: (request, { state }) => ({ count: listedOverrides(state, request).length }),
  deleteCompanyOverride: ({ path }, { state }) => {
    state.store.delete("overrides", override(state, path.company_override_id).id);
    return { deleted: true };
  },
};
