import { zeroOut } from "../credits/ledger.ts";
import { renewLot } from "../credits/plan-grants.ts";
import { subscriptionOf } from "../derive/metrics.ts";
import { countedPeriods, periodAt } from "../derive/periods.ts";
import { defaultPlanId, setCompanyPlans } from "../operations/company-plans.ts";
import { periodEnd } from "../operations/subscriptions.ts";
import type { SubscriptionRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";

const reached = (instant: string | null, now: number): boolean => instant !== null && Date.parse(instant) <= now;

function expireOverrides(state: State, now: number): void {
  for (const row of [...state.store.table("overrides").values()])
    if (!row.expired && reached(row.expiration_date, now))
      state.store.put("overrides", { ...row, expired: true, updated_at: state.clock.iso() });
}

function expireGrants(state: State, now: number): void {
  for (const row of [...state.store.table("grants").values()]) {
    if (row.zeroed_out_date !== null || !reached(row.expires_at, now)) continue;
    if (row.plan_grant_id === null) zeroOut(state, row, "expired");
    else renewLot(state, row);
  }
}

/** A trial that is over becomes a subscription, or takes the plan with it. */
function endTrial(state: State, row: SubscriptionRow): void {
  const converts = row.trial_end_setting === "subscribe";
  state.store.put("subscriptions", {
    ...row,
    status: converts ? "active" : "canceled",
    trial_status: converts ? "converted" : "expired",
    updated_at: state.clock.iso(),
  });
  const company = state.store.get("companies", row.company_id);
  if (converts || !company) return;
  const cause = { action: "subscription_change", actor: "system", basePlanAction: "trial_expiry" } as const;
  setCompanyPlans(state, company, { base_plan_id: defaultPlanId(state) }, cause);
}

function renew(state: State, row: SubscriptionRow, now: number): void {
  let [start, end] = [new Date(row.period_start), new Date(row.period_end)];
  while (end.getTime() <= now) [start, end] = [end, periodEnd(end, row.interval)];
  state.store.put("subscriptions", {
    ...row,
    period_start: start.toISOString(),
    period_end: end.toISOString(),
    updated_at: state.clock.iso(),
  });
}

function advanceSubscriptions(state: State, now: number): void {
  for (const row of [...state.store.table("subscriptions").values()]) {
    if (row.status === "trialing" && reached(row.trial_end, now)) endTrial(state, row);
    const current = state.store.get("subscriptions", row.id);
    if (current && current.status !== "canceled" && reached(current.period_end, now)) renew(state, current, now);
  }
}

/** Keys of events and tokens whose time is over are of no more use to anybody. */
function forgetExpired(state: State, now: number): void {
  for (const row of [...state.store.table("idempotency").values()])
    if (reached(row.expires_at, now)) state.store.delete("idempotency", row.id);
  for (const row of [...state.store.table("api_keys").values()])
    if (row.kind === "temporary" && reached(row.expires_at, now)) state.store.delete("api_keys", row.id);
}

/** Does everything that the clock has made due. */
export function settle(state: State): void {
  const now = state.clock.now();
  state.store.transaction(() => {
    expireOverrides(state, now);
    advanceSubscriptions(state, now);
    expireGrants(state, now);
    forgetExpired(state, now);
  });
}

/** The next instant at which something becomes due or a counted period begins anew. */
export function nextDue(state: State): number {
  const now = state.clock.now();
  const { store } = state;
  let due = Number.POSITIVE_INFINITY;
  const consider = (instant: string | Date | null | undefined): void => {
    if (instant != null) due = Math.min(due, new Date(instant).getTime());
  };
  for (const row of store.table("overrides").values()) if (!row.expired) consider(row.expiration_date);
  for (const row of store.table("grants").values()) if (row.zeroed_out_date === null) consider(row.expires_at);
  for (const kind of countedPeriods) consider(periodAt(kind, now).end);
  for (const row of store.table("subscriptions").values()) {
    if (row.status === "canceled") continue;
    if (row.status === "trialing") consider(row.trial_end);
    consider(row.period_end);
    consider(
      periodAt({ period: "current_month", month_reset: "billing_cycle" }, now, subscriptionOf(state, row.company_id))
        .end,
    );
  }
  return due;
}
