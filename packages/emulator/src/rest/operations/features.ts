import { notFound } from "../../http/http-error.ts";
import { deleteFeature, type FeatureInput, putFeature } from "../../operations/catalog.ts";
import type { FeatureRow } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import { featureView } from "../../views/catalog.ts";
import type { Handlers, OperationRequest } from "../operation.ts";
import { among, isManagedHere, matches, page } from "../query.ts";

function feature(state: State, id: string | undefined): FeatureRow {
  const row = state.store.get("features", id ?? "");
  if (!row) throw notFound("feature");
  return row;
}

function listed(state: State, { query }: OperationRequest): FeatureRow[] {
  const [ids, types] = [query.texts("ids"), query.texts("feature_type")];
  const needsEvent = query.boolean("boolean_require_event") === true;
  const withoutOverride = query.text("without_company_override_for");
  const withoutEntitlement = query.text("without_plan_entitlement_for");
  const overridden = state.overridesOf.get(withoutOverride ?? "").map((row) => row.feature_id);
  const entitled = state.entitlementsOf.get(withoutEntitlement ?? "").map((row) => row.feature_id);
  return state.store
    .list("features")
    .filter((row) => among(ids, row.id) && among(types, row.feature_type))
    .filter((row) => matches(query, [row.id, row.name, row.description]))
    .filter(() => isManagedHere(query))
    .filter((row) => !(needsEvent && row.feature_type === "boolean" && row.event_subtype === null))
    .filter((row) => !overridden.includes(row.id) && !entitled.includes(row.id));
}

/** Features. */
export const featureHandlers: Handlers = {
  createFeature: ({ body }, { state }) =>
    featureView(state, putFeature(state, { ...body, id: undefined } as FeatureInput)),
  getFeature: ({ path }, { state }) => featureView(state, feature(state, path.feature_id)),
  updateFeature: ({ path, body }, { state }) =>
    featureView(state, putFeature(state, body as FeatureInput, feature(state, path.feature_id))),
  listFeatures: (request, { state }) =>
    page(listed(state, request), request.query).map((row) => featureView(state, row)),
  countFeatures: (request, { state }) => ({ count: listed(state, request).length }),
  deleteFeature: ({ path }, { state }) => {
    deleteFeature(state, feature(state, path.feature_id));
    return { deleted: true };
  },
};
