import type { MetricPeriod, MonthReset, SubscriptionRow } from "../state/rows.ts";

/** A counted stretch of time; `end` is absent for all time. */
export interface Period {
  readonly start: Date;
  readonly end?: Date;
}

/** Every way in which usage is counted. A month reset means something only for months. */
export const countedPeriods: readonly { readonly period: MetricPeriod; readonly month_reset: MonthReset }[] = [
  { period: "all_time", month_reset: "first_of_month" },
  { period: "current_day", month_reset: "first_of_month" },
  { period: "current_week", month_reset: "first_of_month" },
  { period: "current_month", month_reset: "first_of_month" },
  { period: "current_month", month_reset: "billing_cycle" },
];

const day = 86_400_000;
const monthStart = (year: number, month: number): Date => new Date(Date.UTC(year, month, 1));

/** The anchor's day and time of day in a month, on the month's last day where the month is shorter. */
function inMonth(anchor: Date, year: number, month: number): Date {
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const start = Date.UTC(year, month, Math.min(anchor.getUTCDate(), lastDay));
  return new Date(start + (anchor.getTime() % day));
}

function billingCycle(now: Date, subscription: Pick<SubscriptionRow, "period_start" | "period_end">): Period {
  const anchor = new Date(subscription.period_start);
  const limit = new Date(subscription.period_end);
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  const cap = (end: Date): Date => (end > limit && limit > now ? limit : end);
  if (anchor > now) {
    const nextMonth = monthStart(year, month + 1);
    return { start: monthStart(year, month), end: anchor < nextMonth ? anchor : nextMonth };
  }
  const candidate = inMonth(anchor, year, month);
  if (candidate > now) return { start: inMonth(anchor, year, month - 1), end: cap(candidate) };
  return { start: candidate, end: cap(inMonth(anchor, year, month + 1)) };
}

/** The period that an instant falls into: UTC, weeks begin on Sunday, months on the first or with the billing cycle. */
export function periodAt(
  kind: { readonly period: MetricPeriod; readonly month_reset?: MonthReset | null | undefined },
  at: number,
  subscription?: Pick<SubscriptionRow, "period_start" | "period_end"> | undefined,
): Period {
  const now = new Date(at);
  const midnight = Math.floor(at / day) * day;
  if (kind.period === "current_day") return { start: new Date(midnight), end: new Date(midnight + day) };
  if (kind.period === "current_week") {
    const start = midnight - now.getUTCDay() * day;
    return { start: new Date(start), end: new Date(start + 7 * day) };
  }
  if (kind.period === "current_month") {
    if (kind.month_reset === "billing_cycle" && subscription) return billingCycle(now, subscription);
    const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
    return { start: monthStart(year, month), end: monthStart(year, month + 1) };
  }
  return { start: new Date(0) };
}
