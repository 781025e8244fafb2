import { badRequest } from "../http/http-error.ts";
import type { CompanyRow, SubscriptionRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";

const day = 86_400_000;

/** A date so many months later, on the month's last day where that month is shorter. */
export function addMonths(date: Date, months: number): Date {
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  const moved = new Date(date);
  moved.setUTCDate(1);
  moved.setUTCMonth(date.getUTCMonth() + months);
  moved.setUTCDate(Math.min(date.getUTCDate(), lastDay));
  return moved;
}

/** The end of a billing period that begins at `start`. */
export function periodEnd(start: Date, interval: SubscriptionRow["interval"]): Date {
  if (interval === "day") return new Date(start.getTime() + day);
  return addMonths(start, interval === "year" ? 12 : 1);
}

export interface SubscriptionInput {
  readonly period_start?: string | undefined;
  readonly period_end?: string | undefined;
  readonly interval?: SubscriptionRow["interval"] | undefined;
  readonly trial_end?: string | null | undefined;
  readonly trial_end_setting?: SubscriptionRow["trial_end_setting"] | undefined;
  readonly external_id?: string | undefined;
}

/** An end of its own stays as long as neither the start nor the interval changes. */
function endOf(
  input: SubscriptionInput,
  known: SubscriptionRow | undefined,
  { start, interval }: { start: string; interval: SubscriptionRow["interval"] },
): string {
  if (input.period_end) return new Date(input.period_end).toISOString();
  if (known && !input.period_start && !input.interval) return known.period_end;
  return periodEnd(new Date(start), interval).toISOString();
}

/** Gives a company a subscription, or changes the one it has. Default: a month from now, no trial. */
export function setSubscription(state: State, companyId: string, input: SubscriptionInput): SubscriptionRow {
  const known = state.subscriptionsOf.get(companyId).findLast((row) => row.status !== "canceled");
  const base = known ? { ...known, updated_at: state.clock.iso() } : state.fresh("bsub");
  const interval = input.interval ?? known?.interval ?? "month";
  const start = input.period_start ?? known?.period_start ?? state.clock.iso();
  const end = endOf(input, known, { start, interval });
  if (end <= new Date(start).toISOString()) throw badRequest("period_end must be after period_start");
  const trialEnd = input.trial_end === undefined ? (known?.trial_end ?? null) : input.trial_end;
  // A trial whose end is moved to now stays one until the sweep ends it, with all that follows.
  const trialing = trialEnd !== null && (Date.parse(trialEnd) > state.clock.now() || known?.status === "trialing");
  return state.store.put("subscriptions", {
    ...base,
    company_id: companyId,
    external_id: input.external_id ?? known?.external_id ?? `sub_${base.id}`,
    interval,
    period_start: new Date(start).toISOString(),
    period_end: end,
    status: trialing ? "trialing" : "active",
    trial_end: trialEnd === null ? null : new Date(trialEnd).toISOString(),
    trial_status: trialing ? "active" : (known?.trial_status ?? null),
    trial_end_setting: input.trial_end_setting ?? known?.trial_end_setting ?? "cancel",
  });
}

/** A trial is one of a plan: with another base plan it is over, and what was tried cannot be taken away any more. */
export function endTrialEarly(state: State, company: CompanyRow): void {
  const trial = state.subscriptionsOf.get(company.id).find((row) => row.status === "trialing");
  if (!trial) return;
  const stays = company.plan_id !== null;
  state.store.put("subscriptions", {
    ...trial,
    status: stays ? "active" : "canceled",
    trial_status: stays ? "converted" : "expired",
    updated_at: state.clock.iso(),
  });
}

/** Starts the trial that comes with a company's new base plan, unless the company has had one. */
export function startTrial(state: State, company: CompanyRow): void {
  const plan = company.plan_id === null ? undefined : state.store.get("plans", company.plan_id);
  if (!plan?.is_trialable || !plan.trial_days) return;
  if (state.subscriptionsOf.get(company.id).some((row) => row.trial_status !== null)) return;
  setSubscription(state, company.id, {
    trial_end: new Date(state.clock.now() + plan.trial_days * day).toISOString(),
  });
}
