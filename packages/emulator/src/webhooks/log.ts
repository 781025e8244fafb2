import type { WebhookEventRow, WebhookRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import type { WebhookMessage } from "./message.ts";

/** Delivery log entries kept. */
const keptDeliveries = 5_000;

/** What is under way stays, unless nothing else is left to go. */
function forgetOldest({ store }: State): void {
  const log = store.table("webhook_events");
  if (log.size < keptDeliveries) return;
  const done = [...log.values()].filter((row) => row.status !== "pending").slice(0, keptDeliveries / 10);
  for (const row of done) store.delete("webhook_events", row.id);
  store.forgetOldest("webhook_events", keptDeliveries - 1);
}

/** Enters a message to an endpoint in the delivery log, as not delivered yet. */
export function logDelivery(state: State, webhook: WebhookRow, message: WebhookMessage): WebhookEventRow {
  const payload = {
    action: message.type,
    object_type: message.objectType,
    account_id: state.accountId,
    environment_id: state.environmentId,
    company_id: message.companyId,
    feature_id: message.featureId,
    body: message.body,
  };
  forgetOldest(state);
  return state.store.put("webhook_events", {
    ...state.fresh("whev"),
    webhook_id: webhook.id,
    request_type: message.type,
    payload: JSON.stringify(payload),
    status: "pending",
    response_code: null,
    sent_at: null,
    attempts: 0,
  });
}

/** Ends a delivery whose endpoint was deleted. */
export function giveUp(state: State, event: WebhookEventRow): void {
  if (event.status !== "pending") return;
  const row = { ...event, status: "failure", updated_at: state.clock.iso() } as const;
  state.store.transaction(() => state.store.put("webhook_events", row));
}
