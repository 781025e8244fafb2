import { entitlementOf, metricOf } from "../../derive/entitlements.ts";
import { allocationOf, grantsOfFeatures } from "../../derive/grants-of-feature.ts";
import { periodAt } from "../../derive/periods.ts";
import { trackedBetween } from "../../derive/tracked-events.ts";
import { notFound } from "../../http/http-error.ts";
import type { CompanyRow, FeatureRow, MetricPeriod } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import type { Handlers, OperationRequest } from "../operation.ts";
import { among, page, type Query } from "../query.ts";

const hour = 3_600_000;

const periods: Readonly<Record<string, MetricPeriod>> = {
  daily: "current_day",
  weekly: "current_week",
  monthly: "current_month",
};

/** What a company used of an event in a period of the past. */
interface Counted {
  readonly company_id: string;
  readonly event_subtype: string;
  readonly period_start: string;
  readonly period_end: string;
  readonly usage: number;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Counters of days, weeks or months that touch a stretch of time, newest first. */
function countersIn(state: State, period: MetricPeriod, { from, to }: Stretch): Counted[] {
  return state.store.list("usage").flatMap((row): Counted[] => {
    if (row.period !== period || row.month_reset !== "first_of_month") return [];
    const { company_id, event_subtype, period_start, value } = row;
    const start = Date.parse(period_start);
    const { end } = periodAt({ period }, start);
    if (!end || end.getTime() <= from || start > to) return [];
    return [{ company_id, event_subtype, period_start, period_end: end.toISOString(), usage: value }];
  });
}

/** Hours are not counted as events come in; the events kept are counted by the hour in which they happened. */
function hoursIn(state: State, { from, to }: Stretch): Counted[] {
  const hours = new Map<string, Counted>();
  const wholeHours = [Math.floor(from / hour) * hour, Math.floor(to / hour + 1) * hour - 1] as const;
  for (const { company_id, subtype, effective_at, quantity } of trackedBetween(state, ...wholeHours)) {
    const start = Math.floor(Date.parse(effective_at) / hour) * hour;
    const name = JSON.stringify([start, company_id, subtype]);
    hours.set(name, {
      company_id,
      event_subtype: subtype,
      period_start: new Date(start).toISOString(),
      period_end: new Date(start + hour).toISOString(),
      usage: (hours.get(name)?.usage ?? 0) + quantity,
    });
  }
  return [...hours.values()].sort((a, b) => Date.parse(b.period_start) - Date.parse(a.period_start));
}

/** What was used in the stretch of time of a request, in periods of the length that it asks for: days unless it says. */
function countedIn(state: State, query: Query): Counted[] {
  const stretch = { from: Date.parse(query.text("start_time") ?? ""), to: Date.parse(query.text("end_time") ?? "") };
  const period = periods[query.text("granularity") ?? "daily"];
  return period ? countersIn(state, period, stretch) : hoursIn(state, stretch);
}

function history(state: State, { query }: OperationRequest): Record<string, unknown>[] {
  const [companies, features] = [query.texts("company_ids"), query.texts("feature_ids")];
  return countedIn(state, query)
    .filter((counted) => among(companies, counted.company_id))
    .flatMap((counted) =>
      [...state.store.table("features").values()]
        .filter((feature) => feature.event_subtype === counted.event_subtype && among(features, feature.id))
        .map((feature) => ({ ...counted, feature_id: feature.id })),
    );
}

function usagePoints(counted: readonly Counted[], company: CompanyRow, feature: FeatureRow): Record<string, unknown>[] {
  return counted
    .filter((each) => each.company_id === company.id && each.event_subtype === feature.event_subtype)
    .map(({ period_start, period_end, usage }) => ({ timestamp: period_start, period_start, period_end, usage }))
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
    usage_points: usagePoints(countedIn(state, query), company, feature),
  };
}

/** What companies used in the past. */
export const usageHistoryHandlers: Handlers = {
  listFeatureUsageHistory: (request, { state }) => page(history(state, request), request.query),
  getFeatureUsageTimeSeries: (request, { state }) => timeSeries(state, request),
};
