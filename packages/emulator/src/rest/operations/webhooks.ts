import { notFound } from "../../http/http-error.ts";
import { putWebhook } from "../../operations/webhooks.ts";
import type { WebhookEventRow, WebhookRow } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import type { Handlers, OperationRequest } from "../operation.ts";
import { among, matches, page } from "../query.ts";

function webhook(state: State, id: string | undefined): WebhookRow {
  const row = state.store.get("webhooks", id ?? "");
  if (!row) throw notFound("webhook");
  return row;
}

function eventView(state: State, row: WebhookEventRow): Record<string, unknown> {
  const { attempts, ...event } = row;
  const endpoint = state.store.get("webhooks", row.webhook_id);
  return { ...event, attempt_count: attempts, ...(endpoint && { webhook: endpoint }) };
}

function listed(state: State, { query }: OperationRequest): WebhookRow[] {
  return state.store.list("webhooks").filter((row) => matches(query, [row.id, row.name, row.url]));
}

function listedEvents(state: State, { query }: OperationRequest): WebhookEventRow[] {
  const [ids, webhookId] = [query.texts("ids"), query.text("webhook_id")];
  return state.store
    .list("webhook_events")
    .filter((row) => among(ids, row.id) && (webhookId === undefined || row.webhook_id === webhookId))
    .filter((row) => matches(query, [row.id, row.request_type]));
}

/** Webhook endpoints and their delivery log. */
export const webhookHandlers: Handlers = {
  createWebhook: ({ body }, { state }) => putWebhook(state, { ...body, id: undefined, secret: undefined }),
  getWebhook: ({ path }, { state }) => webhook(state, path.webhook_id),
  updateWebhook: ({ path, body }, { state }) => putWebhook(state, body, webhook(state, path.webhook_id)),
  listWebhooks: (request, { state }) => page(listed(state, request), request.query),
  countWebhooks: (request, { state }) => ({ count: listed(state, request).length }),
  deleteWebhook: ({ path }, { state }) => {
    state.store.delete("webhooks", webhook(state, path.webhook_id).id);
    return { deleted: true };
  },
  sendTestWebhookAction: async ({ path, body }, { state, webhooks }) => {
    const { id } = webhook(state, path.webhook_id);
    const result = await webhooks.test(id, String(body.request_type));
    return { success: result.ok, response_code: result.status, failure_reason: result.error ?? null };
  },
  listWebhookEvents: (request, { state }) =>
    page(listedEvents(state, request), request.query).map((row) => eventView(state, row)),
  countWebhookEvents: (request, { state }) => ({ count: listedEvents(state, request).length }),
  getWebhookEvent: ({ path }, { state }) => {
    const row = state.store.get("webhook_events", path.webhook_event_id ?? "");
    if (!row) throw notFound("webhook event");
    return eventView(state, row);
  },
};
