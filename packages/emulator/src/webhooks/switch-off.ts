import type { WebhookRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";

/** The service switches an endpoint off when 90 % of at least 25 deliveries within a day have failed. */
const rule = { share: 0.9, least: 25, windowMs: 86_400_000 };

/** Switches an endpoint off when too much of what it was sent lately has failed. */
export function switchOffIfFailing(state: State, webhook: WebhookRow): void {
  const since = state.clock.now() - rule.windowMs;
  const recent = [...state.store.table("webhook_events").values()].filter(
    (row) => row.webhook_id === webhook.id && row.status !== "pending" && Date.parse(row.created_at) >= since,
  );
  const failed = recent.filter((row) => row.status === "failure").length;
  if (recent.length < rule.least || failed < recent.length * rule.share) return;
  state.store.put("webhooks", { ...webhook, status: "inactive", updated_at: state.clock.iso() });
}
