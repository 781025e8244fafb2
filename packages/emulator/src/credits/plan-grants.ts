import { planIdsOf } from "../derive/grants-of-feature.ts";
import { subscriptionOf } from "../derive/metrics.ts";
import { periodAt } from "../derive/periods.ts";
import { addMonths } from "../operations/subscriptions.ts";
import type { CompanyRow, CreditGrantRow, PlanGrantRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { roundCredits } from "./balance.ts";
import { addGrant, zeroOut } from "./ledger.ts";

const day = 86_400_000;
const monthsOf: Readonly<Record<string, number>> = { monthly: 1, quarterly: 3, every_6_months: 6, yearly: 12 };

/** When credits that a plan gives at `at` are replaced by the next lot; `undefined`: never. */
function nextReset(state: State, company: CompanyRow, row: PlanGrantRow, at: number): Date | undefined {
  if (row.reset_type === "no_reset") return undefined;
  if (row.reset_cadence === "daily") return periodAt({ period: "current_day" }, at).end;
  if (row.reset_cadence === "weekly") return periodAt({ period: "current_week" }, at).end;
  const reset = row.reset_start === "billing_period" ? "billing_cycle" : "first_of_month";
  const { start } = periodAt({ period: "current_month", month_reset: reset }, at, subscriptionOf(state, company.id));
  return addMonths(start, monthsOf[row.reset_cadence] ?? 1);
}

function expiry(row: PlanGrantRow, at: number): string | null {
  if (row.expiry_type !== "duration" || !row.expiry_unit_count) return null;
  const units = row.expiry_unit_count;
  if (row.expiry_unit === "billing_periods") return addMonths(new Date(at), units).toISOString();
  return new Date(at + units * day).toISOString();
}

/** Gives one lot of a plan's credits. */
function grantLot(state: State, company: CompanyRow, row: PlanGrantRow): CreditGrantRow {
  const now = state.clock.now();
  return addGrant(state, {
    company_id: company.id,
    credit_id: row.credit_id,
    quantity: row.credit_amount,
    grant_reason: "plan",
    plan_id: row.plan_id,
    plan_grant_id: row.id,
    renewal_enabled: row.reset_type === "plan_period",
    renewal_period: row.reset_type === "plan_period" ? row.reset_cadence : null,
    expires_at: nextReset(state, company, row, now)?.toISOString() ?? expiry(row, now),
  });
}

/** Brings a company's credits from plans in line with its plans: what left is emptied, what came is granted. */
export function syncPlanGrants(state: State, company: CompanyRow, reason: string): void {
  const wanted = planIdsOf(company).flatMap((id) => state.planGrantsOf.get(id));
  const open = state.grantsOf
    .get(company.id)
    .filter((row) => row.plan_grant_id !== null && row.zeroed_out_date === null);
  for (const grant of open) if (!wanted.some((row) => row.id === grant.plan_grant_id)) zeroOut(state, grant, reason);
  for (const row of wanted) if (!open.some((grant) => grant.plan_grant_id === row.id)) grantLot(state, company, row);
}

/** What is left of the lot before the one that begins now: when the clock went past a whole lot, all of that one. */
function restOf(state: State, company: CompanyRow, grant: CreditGrantRow, row: PlanGrantRow): number {
  const ended = Date.parse(grant.expires_at ?? "");
  const next = nextReset(state, company, row, ended);
  return next && next.getTime() <= state.clock.now() ? row.credit_amount : grant.quantity_remaining;
}

/** Ends a lot of plan credits whose time is over: the rest rolls over as far as the plan says, and the next lot begins. */
export function renewLot(state: State, grant: CreditGrantRow): void {
  const row = grant.plan_grant_id === null ? undefined : state.store.get("plan_grants", grant.plan_grant_id);
  const company = state.store.get("companies", grant.company_id);
  const renews = row && company && row.reset_type === "plan_period" && planIdsOf(company).includes(row.plan_id);
  const rest = renews ? restOf(state, company, grant, row) : 0;
  zeroOut(state, grant, renews ? "plan_period_reset" : "expired");
  if (!renews) return;
  const next = grantLot(state, company, row);
  const carried = roundCredits((rest * row.rollover_percentage) / 100);
  if (carried <= 0) return;
  addGrant(state, {
    company_id: company.id,
    credit_id: row.credit_id,
    quantity: carried,
    grant_reason: "rollover",
    source_grant_id: grant.id,
    plan_id: row.plan_id,
    expires_at: next.expires_at,
  });
}
