import { type FeatureGrant, grantsOfFeatures } from "../../derive/grants-of-feature.ts";
import { badRequest, notFound } from "../../http/http-error.ts";
import { findByKeys } from "../../operations/entities.ts";
import type { CompanyRow } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import { companyView, userView } from "../../views/entities.ts";
import { usageView } from "../../views/usage.ts";
import type { Handlers, OperationRequest } from "../operation.ts";
import { among, isManagedHere, matches, page } from "../query.ts";

function companyOf(state: State, { query }: OperationRequest): CompanyRow {
  const [id, keys] = [query.text("company_id"), query.map("company_keys") ?? query.map("keys")];
  if (id === undefined && !keys) throw badRequest("company_id or keys is required");
  const row = id === undefined ? findByKeys(state, "company", keys) : state.store.get("companies", id);
  if (!row) throw notFound("company");
  return row;
}

function usageRows(state: State, request: OperationRequest): Record<string, unknown>[] {
  const company = companyOf(state, request);
  const { query } = request;
  const [ids, positive] = [query.texts("feature_ids"), query.boolean("without_negative_entitlements")];
  return [...grantsOfFeatures(state, company).values()]
    .filter(({ row }) => isManagedHere(query) && among(ids, row.feature_id))
    .filter(({ row }) => matches(query, [state.store.get("features", row.feature_id)?.name]))
    .filter(({ row }) => !(positive && row.value_type === "boolean" && row.value_bool !== true))
    .map((grant) => usageView(state, company, grant));
}

function holders(state: State, { query }: OperationRequest): { company: CompanyRow; grant: FeatureGrant }[] {
  const featureId = query.text("feature_id") ?? "";
  return state.store.list("companies").flatMap((company) => {
    const grant = grantsOfFeatures(state, company).get(featureId);
    return grant && matches(query, [company.name]) ? [{ company, grant }] : [];
  });
}

function holdingUsers(state: State, request: OperationRequest): Record<string, unknown>[] {
  return holders(state, request).flatMap(({ company, grant }) =>
    state.membershipsOf.get(company.id).flatMap((membership) => {
      const user = state.store.get("users", membership.user_id);
      if (!user) return [];
      return { ...usageView(state, company, grant), company: companyView(state, company), user: userView(state, user) };
    }),
  );
}

/** What companies are entitled to and how much of it they use. */
export const usageHandlers: Handlers = {
  listFeatureUsage: (request, { state }) => page(usageRows(state, request), request.query),
  countFeatureUsage: (request, { state }) => ({ count: usageRows(state, request).length }),
  getFeatureUsageByCompany: (request, { state }) => ({ features: usageRows(state, request) }),
  listFeatureCompanies: (request, { state }) =>
    page(holders(state, request), request.query).map(({ company, grant }) => ({
      ...usageView(state, company, grant),
      company: companyView(state, company),
    })),
  countFeatureCompanies: (request, { state }) => ({ count: holders(state, request).length }),
  listFeatureUsers: (request, { state }) => page(holdingUsers(state, request), request.query),
  countFeatureUsers: (request, { state }) => ({ count: holdingUsers(state, request).length }),
};
