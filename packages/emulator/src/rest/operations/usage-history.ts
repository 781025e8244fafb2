import { entitlementOf, metricOf } from "../../derive/entitlements.ts";
import { allocationOf, grantsOfFeatures } from "../../derive/grants-of-feature.ts";
import { periodAt } from "../../derive/periods.ts";
import { HttpError, notFound } from "../../http/http-error.ts";
import type { CompanyRow, FeatureRow, MetricPeriod, UsageRow } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import type { Handlers, OperationRequest } from "../operation.ts";
import { among, page, type Query } from "../query.ts";

const periods: Readonly<Record<string, MetricPeriod>> = {
  daily: "current_day",
  weekly: "current_week",
  monthly: "current_month",
};

/** One counter of the past, with the end of its period. */
interface Counted {
  readonly row: UsageRow;
  readonly end: Date;
}

/** The counters of the length that a request asks for (days unless it says) which touch its stretch of time, newest first. */
function countersIn(state: State, query: Query): Counted[] {
  const period = periods[query.text("granularity") ?? "daily"];
  if (!period) throw new HttpError(501, "the emulator does not count usage by the hour");
  const [from, to] = [Date.parse(query.text("start_time") ?? ""), Date.parse(query.text("end_time") ?? "")];
  return state.store.list("usage").flatMap((row): Counted[] => {
    if (row.period !== period || row.month_reset !== "first_of_month") return [];
    const start = Date.parse(row.period_start);
    const { end } = periodAt({ period }, start);
    return end && end.getTime() > from && start <= to ? [{ row, end }] : [];
  });
}

function history(state: State, { query }: OperationRequest): Record<string, unknown>[] {
  const [companies, features] = [query.texts("company_ids"), query.texts("feature_ids")];
  return countersIn(state, query)
    .filter(({ row }) => among(companies, row.company_id))
    .flatMap(({ row, end }) =>
      [...state.store.table("features").values()]
        .filter((feature) => feature.event_subtype === row.event_subtype && among(features, feature.id))
        .map((feature) => ({
          company_id: row.company_id,
          event_subtype: row.event_subtype,
          feature_id: feature.id,
          period_start: row.period_start,
          period_end: end.toISOString(),
          usage: row.value,
        })),
    );
}

function usagePoints(
  counters: readonly Counted[],
  company: CompanyRow,
  feature: FeatureRow,
): Record<string, unknown>[] {
  return counters
    .filter(({ row }) => row.company_id === company.id && row.event_subtype === feature.event_subtype)
    .map(({ row, end }) => ({
      timestamp: row.period_start,
      period_start: row.period_start,
      period_end: end.toISOString(),
      usage: row.value,
    }))
    .sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp));
}

/** The limits of today: what applied before is not kept. */
function limitPoints(state: State, company: CompanyRow, feature: FeatureRow): Record<string, unknown>[] {
  const grant = grantsOfFeatures(state, company).get(feature.id);
  if (!grant) return [];
  const plan = grant.source === "plan_entitlement" ? grant.row : undefined;
  const point = {
    effective_at: grant.row.created_at,
    limit_source: grant.source,
    plan_id: plan?.plan_id ?? null,
    price_behavior: plan?.price_behavior ?? null,
  };
  const { soft_limit } = entitlementOf(state, company, grant, "");
  return [
    { ...point, is_soft_limit: false, limit_value: allocationOf(state, company, grant.row) ?? null },
    ...(soft_limit === undefined ? [] : [{ ...point, is_soft_limit: true, limit_value: soft_limit }]),
  ];
}

function timeSeries(state: State, { query }: OperationRequest): Record<string, unknown> {
  const company = state.store.get("companies", query.text("company_id") ?? "");
  const feature = state.store.get("features", query.text("feature_id") ?? "");
  if (!company) throw notFound("company");
  if (!feature) throw notFound("feature");
  const grant = grantsOfFeatures(state, company).get(feature.id);
  return {
    feature_id: feature.id,
    feature_type: feature.feature_type,
    period_type: grant && feature.event_subtype !== null ? metricOf(grant.row).period : null,
    limits: limitPoints(state, company, feature),
    usage_points: usagePoints(countersIn(state, query), company, feature),
  };
}

/** What companies used in the past, from the counters that every event moves. */
export const usageHistoryHandlers: Handlers = {
  listFeatureUsageHistory: (request, { state }) => page(history(state, request), request.query),
  getFeatureUsageTimeSeries: (request, { state }) => timeSeries(state, request),
};
