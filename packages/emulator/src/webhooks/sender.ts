/**
 * Sends webhooks. A commit's messages become rows of the delivery log, `pending`; each is attempted until the endpoint
 * answers 2xx (`success`) or the attempts are used up (`failure`). Pending rows go on after a restart.
 */

import type { Feed } from "../feed.ts";
import { notFound } from "../http/http-error.ts";
import type { WebhookRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { type DeliveryResult, deliver } from "./deliver.ts";
import { messagesOf } from "./from-changes.ts";
import { limitMessages } from "./limits.ts";
import { giveUp, logDelivery } from "./log.ts";
import type { WebhookMessage } from "./message.ts";
import { switchOffIfFailing } from "./switch-off.ts";

/** Five retries as the service documents them; how long it waits it does not say. */
const defaultRetryDelaysMs: readonly number[] = [1_000, 2_000, 4_000, 8_000, 16_000];
/** Deliveries under way at a time. */
const maxConcurrent = 8;
/** How an attempt came about, and what follows a failure of it. */
interface Occasion {
  /** Is another attempt to follow a failure, as long as there are some left? */
  readonly retry: boolean;
  /** Are attempts of its own still to come, whatever becomes of this one? */
  readonly underWay?: boolean;
}

export interface SenderOptions {
  readonly feed: Feed;
  readonly retryDelaysMs?: readonly number[] | undefined;
}

function wants(webhook: WebhookRow, message: WebhookMessage): boolean {
  const features = webhook.entitlement_trigger_configs;
  const credits = webhook.credit_trigger_configs;
  return (
    webhook.status === "active" &&
    webhook.request_types.includes(message.type) &&
    (!message.featureId || !features?.length || features.some((each) => each.feature_id === message.featureId)) &&
    (!message.creditId || !credits?.length || credits.some((each) => each.credit_id === message.creditId))
  );
}

/** Delivers webhooks until it is closed. */
export class WebhookSender {
  readonly #state: State;
  readonly #feed: Feed;
  readonly #delays: readonly number[];
  readonly #stopped = new AbortController();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #queue: string[] = [];
  #busy = 0;

  constructor(state: State, options: SenderOptions) {
    this.#state = state;
    this.#feed = options.feed;
    this.#delays = options.retryDelaysMs ?? defaultRetryDelaysMs;
    state.store.onCommit((commit) => {
      if (state.store.table("webhooks").size === 0) return;
      const changes = commit.changes.filter((change) => change.silent !== true);
      this.#announce([...messagesOf(state, changes), ...limitMessages(state, changes)]);
    });
  }

  /** Goes on with what a restart interrupted. */
  resume(): void {
    for (const row of this.#state.store.table("webhook_events").values())
      if (row.status === "pending") this.#enqueue(row.id);
  }

  /** Sends a test message at once. Throws 404 for an unknown endpoint. */
  async test(webhookId: string, requestType: string): Promise<DeliveryResult> {
    const webhook = this.#state.store.get("webhooks", webhookId);
    if (!webhook) throw notFound("webhook");
    const message = { type: requestType, objectType: "test", body: { message: "This is a test." } };
    const row = this.#state.store.transaction(() => logDelivery(this.#state, webhook, message));
    return this.#attempt(row.id, { retry: false });
  }

  /** Sends a logged message once more; one that was not delivered yet needs no retry after a success. Throws 404 for an unknown one. */
  async replay(eventId: string): Promise<DeliveryResult> {
    const event = this.#state.store.get("webhook_events", eventId);
    if (!event) throw notFound("webhook event");
    return this.#attempt(eventId, { retry: false, underWay: event.status === "pending" });
  }

  close(): void {
    this.#stopped.abort();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #announce(messages: readonly WebhookMessage[]): void {
    if (messages.length === 0) return;
    const webhooks = [...this.#state.store.table("webhooks").values()];
    const rows = this.#state.store.transaction(() =>
      messages.flatMap((message) =>
        webhooks
          .filter((webhook) => wants(webhook, message))
          .map((webhook) => logDelivery(this.#state, webhook, message)),
      ),
    );
    for (const row of rows) this.#enqueue(row.id);
  }

  #enqueue(id: string): void {
    this.#queue.push(id);
    this.#work();
  }

  #work(): void {
    while (this.#busy < maxConcurrent && !this.#stopped.signal.aborted) {
      const id = this.#queue.shift();
      if (id === undefined) return;
      this.#busy += 1;
      this.#attempt(id, { retry: true })
        .catch(() => undefined)
        .finally(() => {
          this.#busy -= 1;
          this.#work();
        });
    }
  }

  async #attempt(id: string, { retry, underWay = false }: Occasion): Promise<DeliveryResult> {
    const event = this.#state.store.get("webhook_events", id);
    const webhook = event && this.#state.store.get("webhooks", event.webhook_id);
    if (event && !webhook) giveUp(this.#state, event);
    if (!event || !webhook) return { ok: false, status: 0, error: "the endpoint is gone" };
    // A replay has delivered it meanwhile.
    if (retry && event.status !== "pending") return { ok: true, status: event.response_code ?? 0 };
    const result = await deliver(webhook, event.payload, this.#stopped.signal);
    if (this.#stopped.signal.aborted) return result;
    const delay = retry && !result.ok ? this.#delays[event.attempts] : undefined;
    this.#record(id, result, underWay || delay !== undefined);
    if (delay !== undefined) this.#later(id, delay);
    return result;
  }

  #record(id: string, result: DeliveryResult, again: boolean): void {
    const event = this.#state.store.get("webhook_events", id);
    const webhook = event && this.#state.store.get("webhooks", event.webhook_id);
    if (!event || !webhook) return;
    const now = this.#state.clock.iso();
    const row = {
      ...event,
      status: result.ok ? "success" : again ? "pending" : "failure",
      response_code: result.status === 0 ? null : result.status,
      sent_at: now,
      attempts: event.attempts + 1,
      updated_at: now,
    } as const;
    this.#state.store.transaction(() => {
      this.#state.store.put("webhook_events", row);
      if (row.status === "failure") switchOffIfFailing(this.#state, webhook);
    });
    const { webhook_id, request_type, status, response_code, attempts } = row;
    const shown = { id, webhook_id, request_type, status, response_code, attempt: attempts, url: webhook.url };
    this.#feed.publish("delivery", { ...shown, ...(result.error !== undefined && { error: result.error }) });
  }

  #later(id: string, delay: number): void {
    // Up to 20 % more, so that what failed together does not come back together.
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        this.#enqueue(id);
      },
      delay * (1 + Math.random() / 5),
    );
    timer.unref();
    this.#timers.add(timer);
  }
}
