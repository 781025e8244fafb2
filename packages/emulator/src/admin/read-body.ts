import { badRequest } from "../http/http-error.ts";
import type { SubscriptionInput } from "../operations/subscriptions.ts";
import type { PlanRow } from "../state/rows.ts";

type Body = Readonly<Record<string, unknown>>;

function isDate(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value));
}

function demandOneOf(body: Body, member: string, values: readonly unknown[]): void {
  if (body[member] !== undefined && !values.includes(body[member]))
    throw badRequest(`${member} must be ${values.map(String).join(" or ")}`);
}

/** A subscription as a request describes it. Throws 400 for what is none. */
export function readSubscription(body: Body): SubscriptionInput {
  for (const member of ["period_start", "period_end", "trial_end"]) {
    const takenAway = member === "trial_end" && body[member] === null;
    if (body[member] !== undefined && !takenAway && !isDate(body[member])) throw badRequest(`${member} must be a date`);
  }
  demandOneOf(body, "interval", ["day", "month", "year"]);
  demandOneOf(body, "trial_end_setting", ["cancel", "subscribe"]);
  const { period_start, period_end, interval, trial_end, trial_end_setting } = body as SubscriptionInput;
  return { period_start, period_end, interval, trial_end, trial_end_setting };
}

/** What the public API has no way to say of a plan. Throws 400 for what makes no sense. */
export function readPlan(body: Body): Partial<PlanRow> {
  for (const member of ["is_default", "is_free", "is_trialable"]) demandOneOf(body, member, [true, false]);
  const { is_default, is_free, is_trialable, trial_days } = body as Partial<PlanRow>;
  if (trial_days != null && !(Number.isInteger(trial_days) && trial_days > 0))
    throw badRequest("trial_days must be a whole number above 0");
  return {
    ...(is_default !== undefined && { is_default }),
    ...(is_free !== undefined && { is_free }),
    ...(is_trialable !== undefined && { is_trialable }),
    ...(trial_days !== undefined && { trial_days }),
  };
}
