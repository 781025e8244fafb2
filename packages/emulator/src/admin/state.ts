import type { Evaluator, WireContext } from "../check/evaluate.ts";
import { explain } from "../check/explain.ts";
import { wireCompany, wireUser } from "../derive/entities.ts";
import { operations } from "../generated/operations.ts";
import { badRequest, notFound } from "../http/http-error.ts";
import { putPlan } from "../operations/catalog.ts";
import { setSubscription } from "../operations/subscriptions.ts";
import { isEmulated } from "../rest/dispatch.ts";
import { loadValidator } from "../rest/validate.ts";
import type { CompanyRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { planView } from "../views/catalog.ts";
import { subscriptionView } from "../views/entities.ts";
import type { WebhookSender } from "../webhooks/sender.ts";
import { readPlan, readSubscription } from "./read-body.ts";
import type { AdminRoutes } from "./router.ts";

const checkFlag = operations.find(({ operationId }) => operationId === "checkFlag");

function companyOf(state: State, id: string | undefined): CompanyRow {
  const row = state.store.get("companies", id ?? "");
  if (!row) throw notFound("company");
  return row;
}

/** What the service derives from the state. */
function derivedRoutes(state: State, evaluator: Evaluator): AdminRoutes {
  return {
    "GET /operations": () => ({
      operations: operations.map(({ operationId, method, path }) => ({
        operation: operationId,
        method,
        path,
        emulated: isEmulated(operationId),
      })),
    }),
    "POST /explain": async ({ body }) => {
      if (checkFlag) (await loadValidator()).checkRequest(checkFlag, { query: {}, body });
      if (typeof body.flag !== "string") throw badRequest("flag must be the key of a flag");
      return explain(state, evaluator, body.flag, body as WireContext);
    },
    "GET /derived/flags": () => ({ flags: [...evaluator.flags().values()] }),
    "GET /derived/companies/{id}": ({ path }) => wireCompany(state, companyOf(state, path.id)),
    "GET /derived/users/{id}": ({ path }) => {
      const row = state.store.get("users", path.id ?? "");
      if (!row) throw notFound("user");
      return wireUser(state, row);
    },
  };
}

/** What the service derives, and the few things that it has no public way to set. */
export function stateRoutes(state: State, evaluator: Evaluator, webhooks: WebhookSender): AdminRoutes {
  return {
    ...derivedRoutes(state, evaluator),
    "PUT /companies/{id}/subscription": ({ path, body }) => {
      const { id } = companyOf(state, path.id);
      return state.store.transaction(() => subscriptionView(setSubscription(state, id, readSubscription(body))));
    },
    "DELETE /companies/{id}/subscription": ({ path }) => {
      const rows = state.subscriptionsOf.get(companyOf(state, path.id).id);
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
