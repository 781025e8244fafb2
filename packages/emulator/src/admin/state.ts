import type { Evaluator, WireContext } from "../check/evaluate.ts";
import { explain } from "../check/explain.ts";
import { wireCompany, wireUser } from "../derive/entities.ts";
import { operations } from "../generated/operations.ts";
import { badRequest, notFound } from "../http/http-error.ts";
import { putPlan } from "../operations/catalog.ts";
import { type SubscriptionInput, setSubscription } from "../operations/subscriptions.ts";
import { isEmulated } from "../rest/dispatch.ts";
import type { PlanRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { planView } from "../views/catalog.ts";
import { subscriptionView } from "../views/entities.ts";
import type { WebhookSender } from "../webhooks/sender.ts";
import type { AdminRoutes } from "./router.ts";

/** What the service derives, and the few things that it has no public way to set. */
export function stateRoutes(state: State, evaluator: Evaluator, webhooks: WebhookSender): AdminRoutes {
  const company = (id: string | undefined) => {
    const row = state.store.get("companies", id ?? "");
    if (!row) throw notFound("company");
    return row;
  };
  return {
    "GET /operations": () => ({
      operations: operations.map(({ operationId, method, path }) => ({
        operation: operationId,
        method,
        path,
        emulated: isEmulated(operationId),
      })),
    }),
    "POST /explain": ({ body }) => {
      if (typeof body.flag !== "string") throw badRequest("flag must be the key of a flag");
      return explain(state, evaluator, body.flag, body as WireContext);
    },
    "GET /derived/flags": () => ({ flags: [...evaluator.flags().values()] }),
    "GET /derived/companies/{id}": ({ path }) => wireCompany(state, company(path.id)),
    "GET /derived/users/{id}": ({ path }) => {
      const row = state.store.get("users", path.id ?? "");
      if (!row) throw notFound("user");
      return wireUser(state, row);
    },
    "PUT /companies/{id}/subscription": ({ path, body }) => {
      const { id } = company(path.id);
      return state.store.transaction(() => subscriptionView(setSubscription(state, id, readSubscription(body))));
    },
    "DELETE /companies/{id}/subscription": ({ path }) => {
      const rows = state.subscriptionsOf.get(company(path.id).id);
      state.store.transaction(() => {
        for (const row of rows) state.store.delete("subscriptions", row.id);
      });
      return { deleted: rows.length > 0 };
    },
    "PUT /plans/{id}": ({ path, body }) => {
      const plan = state.store.get("plans", path.id ?? "");
      if (!plan) throw notFound("plan");
      return state.store.transaction(() => planView(state, putPlan(state, readPlan(body), plan)));
    },
    "POST /webhook-events/{id}/replay": async ({ path }) => {
      const result = await webhooks.replay(path.id ?? "");
      return { status: result.ok ? "success" : "failure", response_code: result.status, error: result.error ?? null };
    },
  };
}

function readSubscription(body: Readonly<Record<string, unknown>>): SubscriptionInput {
  for (const member of ["period_start", "period_end", "trial_end"])
    if (typeof body[member] === "string" && Number.isNaN(Date.parse(body[member] as string)))
      throw badRequest(`${member} must be a date`);
  if (body.interval !== undefined && !["day", "month", "year"].includes(String(body.interval)))
    throw badRequest("interval must be day, month or year");
  return body as SubscriptionInput;
}

function readPlan(body: Readonly<Record<string, unknown>>): Partial<PlanRow> {
  const { is_default, is_free, is_trialable, trial_days } = body as Partial<PlanRow>;
  if (trial_days !== undefined && trial_days !== null && !Number.isInteger(trial_days))
    throw badRequest("trial_days must be a whole number");
  return {
    ...(is_default !== undefined && { is_default }),
    ...(is_free !== undefined && { is_free }),
    ...(is_trialable !== undefined && { is_trialable }),
    ...(trial_days !== undefined && { trial_days }),
  };
}
