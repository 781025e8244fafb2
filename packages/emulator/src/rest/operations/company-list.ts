import { grantsOfFeatures, planIdsOf } from "../../derive/grants-of-feature.ts";
import { subscriptionOf } from "../../derive/metrics.ts";
import type { CompanyRow, EntityRow } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import type { OperationRequest } from "../operation.ts";
import { among, either, matches, type Query } from "../query.ts";

/** What the search of companies and users looks through. */
export const searchTexts = (row: EntityRow): string[] => [row.id, row.name, ...Object.values(row.keys)];

type Filter = (company: CompanyRow) => boolean;

function planFilters(state: State, query: Query): Filter[] {
  const [plans, versions] = [
    either(query, "plan_id", "plan_ids"),
    either(query, "plan_version_id", "plan_version_ids"),
  ];
  const versionOf = (id: string): string => state.store.get("plans", id)?.version_id ?? "";
  const hasOne = (values: readonly string[], wantedValues: readonly string[]): boolean =>
    wantedValues.length === 0 || values.some((value) => wantedValues.includes(value));
  return [
    (company) => hasOne(planIdsOf(company), plans),
    (company) => hasOne(planIdsOf(company).map(versionOf), versions),
    (company) => query.boolean("without_plan") !== true || company.plan_id === null,
  ];
}

/** Subscriptions of the emulator cost nothing and never change in the future, and each plan has one version, which is published. */
function subscriptionFilters(state: State, query: Query): Filter[] {
  const [statuses, types] = [query.texts("subscription_statuses"), query.texts("subscription_types")];
  const nothingSuch = ["has_scheduled_downgrade", "monetized_subscriptions", "plan_version_unpublished"];
  return [
    (company) => query.boolean("with_subscription") !== true || subscriptionOf(state, company.id) !== undefined,
    (company) => query.boolean("without_subscription") !== true || subscriptionOf(state, company.id) === undefined,
    ({ id }) => statuses.length === 0 || state.subscriptionsOf.get(id).some((row) => statuses.includes(row.status)),
    ({ id }) => {
      const row = subscriptionOf(state, id);
      return types.length === 0 || (row !== undefined && types.includes(row.status === "trialing" ? "trial" : "free"));
    },
    () => !nothingSuch.some((name) => query.boolean(name) === true),
  ];
}

function grantFilters(state: State, query: Query): Filter[] {
  const [credits, entitled] = [query.texts("credit_type_ids"), query.text("with_entitlement_for")];
  const overridden = query.text("without_feature_override_for");
  return [
    ({ id }) => credits.length === 0 || state.grantsOf.get(id).some((row) => credits.includes(row.credit_id)),
    (company) => entitled === undefined || grantsOfFeatures(state, company).has(entitled),
    ({ id }) => !state.overridesOf.get(id).some((row) => !row.expired && row.feature_id === overridden),
  ];
}

/** Rows in the order of one of their columns; as they are for a column that they do not have. */
function sorted(rows: CompanyRow[], query: Query): CompanyRow[] {
  const column = query.text("sort_order_column");
  if (column === undefined || !rows[0] || !Object.hasOwn(rows[0], column)) return rows;
  const text = (row: CompanyRow): string => String(row[column as keyof CompanyRow] ?? "");
  const sign = query.text("sort_order_direction") === "desc" ? -1 : 1;
  return rows.sort((a, b) => sign * text(a).localeCompare(text(b), "en", { numeric: true }));
}

/** The companies that a request's filters let through. */
export function listedCompanies(state: State, { query }: OperationRequest): CompanyRow[] {
  const ids = query.texts("ids");
  const filters: Filter[] = [
    (company) => among(ids, company.id) && matches(query, searchTexts(company)),
    ...planFilters(state, query),
    ...subscriptionFilters(state, query),
    ...grantFilters(state, query),
  ];
  const rows = state.store.list("companies").filter((company) => filters.every((passes) => passes(company)));
  return sorted(rows, query);
}
