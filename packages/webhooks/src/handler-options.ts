import type { WebhookDedupe } from "./dedupe.ts";
import { isEventType, type WebhookEvent } from "./event.ts";
import { maxBodyBytesOf, secretList, toleranceOf, type VerifyOptions, type WebhookSecret } from "./policy.ts";

/** What to do for each type of event: `unknown` takes types that this version does not know, `"*"` whatever has no listener of its own. */
export type WebhookListeners = {
  readonly [Type in WebhookEvent["type"]]?: ((event: Extract<WebhookEvent, { type: Type }>) => unknown) | undefined;
} & { readonly "*"?: ((event: WebhookEvent) => unknown) | undefined };

/** What `createWebhookHandler` needs. */
export interface WebhookHandlerOptions extends Omit<VerifyOptions, "secret"> {
  /** As for `verifyWebhook`; a function is asked at each request, for secrets that are not at hand when the module loads. */
  readonly secret: WebhookSecret | (() => WebhookSecret | Promise<WebhookSecret>);
  /** One listener for each type; an event without one is acknowledged and ignored. The answer waits for the listener's promise. */
  readonly on: WebhookListeners;
  /**
   * Told of every refusal (`WebhookSignatureError`), of what a listener threw (with its event) and of a failing `dedupe`.
   * The answer waits for its promise, but no longer than 2 seconds; what it throws is ignored.
   * Default: what answers 500, and a failing `dedupe`, goes to `console.error`.
   */
  readonly onError?: ((error: unknown, event?: WebhookEvent) => unknown) | undefined;
  /** Where handled events are remembered, so that the sender's retries are not handled twice. Default: nowhere. */
  readonly dedupe?: WebhookDedupe | undefined;
}

/** Throws a `TypeError` or `RangeError` for an option with which no request could be served as it says. */
export function assertUsable({ secret, on, now, onError, dedupe, ...options }: WebhookHandlerOptions): void {
  if (typeof secret !== "function") secretList(secret);
  toleranceOf(options);
  maxBodyBytesOf(options);
  assertFunctions({ now, onError });
  if (dedupe) assertFunctions({ "dedupe.get": dedupe.get ?? null, "dedupe.set": dedupe.set ?? null });
  for (const [type, listener] of Object.entries(on)) {
    if (type !== "*" && !isEventType(type)) throw new TypeError(`there is no webhook event type ${type}`);
    assertFunctions({ [`on["${type}"]`]: listener });
  }
}

function assertFunctions(options: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && typeof value !== "function") throw new TypeError(`${name} is no function`);
  }
}
