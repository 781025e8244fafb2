import type { CompanyRow, MetricPeriod, MonthReset, SubscriptionRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { countedPeriods, periodAt } from "./periods.ts";
import type { WireMetric } from "./wire.ts";

/** The subscription that a company's billing cycle follows. */
export function subscriptionOf(state: State, companyId: string): SubscriptionRow | undefined {
  return state.subscriptionsOf.get(companyId).findLast((row) => row.status !== "canceled");
}

/** The id under which a counter is kept. */
export function usageId(
  companyId: string,
  eventSubtype: string,
  counter: { readonly period: MetricPeriod; readonly month_reset: MonthReset; readonly start: Date },
): string {
  return [companyId, eventSubtype, counter.period, counter.month_reset, counter.start.toISOString()].join("|");
}

/** What a company used of an event in the current period. */
export function usageOf(
  state: State,
  company: Pick<CompanyRow, "id">,
  metric: { readonly event: string; readonly period: MetricPeriod; readonly month_reset: MonthReset },
): number {
  const { start } = periodAt(metric, state.clock.now(), subscriptionOf(state, company.id));
  return state.store.get("usage", usageId(company.id, metric.event, { ...metric, start }))?.value ?? 0;
}

/** The company's counters of these events and of all that it has used, for the periods of this instant. */
export function metricsOf(state: State, company: CompanyRow, events: Iterable<string>): WireMetric[] {
  const subscription = subscriptionOf(state, company.id);
  const names = new Set([...events, ...state.usageOf.get(company.id).map((row) => row.event_subtype)]);
  return [...names].sort().flatMap((event) =>
    countedPeriods.map((kind) => {
      const { start, end } = periodAt(kind, state.clock.now(), subscription);
      const row = state.store.get("usage", usageId(company.id, event, { ...kind, start }));
      return {
        account_id: state.accountId,
        environment_id: state.environmentId,
        company_id: company.id,
        event_subtype: event,
        ...kind,
        value: row?.value ?? 0,
        created_at: row?.created_at ?? company.created_at,
        ...(end && { valid_until: end.toISOString() }),
      };
    }),
  );
}
