import { subscriptionOf } from "../../derive/metrics.ts";
import type { SubscriptionRow } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import type { Handlers, OperationRequest } from "../operation.ts";
import { among, either, page } from "../query.ts";

/** A company's subscription where it is shown by itself: its instants are dates here, not Unix seconds. */
function view(state: State, row: SubscriptionRow): Record<string, unknown> {
  return {
    cancel_at: null,
    cancel_at_period_end: false,
    currency: "usd",
    customer_external_id: `cus_${row.company_id}`,
    discounts: [],
    expired_at: null,
    interval: row.interval,
    is_initial: state.subscriptionsOf.get(row.company_id)[0]?.id === row.id,
    products: [],
    provider_type: "schematic",
    status: row.status,
    subscription_external_id: row.external_id,
    total_price: 0,
    trial_end: row.trial_end,
  };
}

function active(state: State, { query }: OperationRequest): SubscriptionRow[] {
  const ids = either(query, "company_id", "company_ids");
  return state.store
    .list("companies")
    .filter(({ id }) => among(ids, id))
    .flatMap(({ id }) => subscriptionOf(state, id) ?? []);
}

/** The subscriptions of companies. */
export const subscriptionHandlers: Handlers = {
  getActiveCompanySubscription: (request, { state }) =>
    page(active(state, request), request.query).map((row) => view(state, row)),
};
