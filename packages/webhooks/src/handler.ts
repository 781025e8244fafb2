import { createOnce, type Once, type WebhookDedupe } from "./dedupe.ts";
import { WebhookSignatureError } from "./error.ts";
import { isEventType, type WebhookEvent, webhookEvent } from "./event.ts";
import { maxBodyBytesOf, secretList, toleranceOf, type VerifyOptions, type WebhookSecret } from "./policy.ts";
import { verifyWebhookSignature } from "./verify.ts";

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
   * Default: what answers 500, and a failing `dedupe`, goes to `console.error`.
   */
  readonly onError?: ((error: unknown, event?: WebhookEvent) => unknown) | undefined;
  /** Where handled events are remembered, so that the sender's retries are not handled twice. Default: nowhere. */
  readonly dedupe?: WebhookDedupe | undefined;
}

/** Answers a webhook's request; never rejects. */
export type WebhookHandler = (request: Request) => Promise<Response>;

/**
 * Makes the handler of a webhook endpoint: 204 when the event was handled (or handled before), 4xx when it is refused,
 * 500 when a listener threw, so that the service sends it again. Throws a `TypeError` or `RangeError` at once when an
 * option is unusable: a blank secret, a listener for a type that does not exist.
 *
 * @example
 * export const POST = createWebhookHandler({
 *   secret: process.env.SCHEMATIC_WEBHOOK_SECRET,
 *   on: { "company.updated": (event) => refresh(event.body.id) },
 * });
 */
export function createWebhookHandler(options: WebhookHandlerOptions): WebhookHandler {
  assertUsable(options);
  const report = reporter(options.onError);
  const once: Once = options.dedupe ? createOnce(options.dedupe, report) : (_, handle) => handle();

  const handle = async (event: WebhookEvent): Promise<boolean> => {
    try {
      await listenerOf(options.on, event)?.(event);
      return true;
    } catch (error) {
      await report(error, event);
      return false;
    }
  };

  return async (request) => {
    if (request.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "POST" } });
    try {
      const secret = typeof options.secret === "function" ? await options.secret() : options.secret;
      const body = await verifyWebhookSignature(request, { ...options, secret });
      const event = webhookEvent(body);
      const handled = await once(body, () => handle(event));
      return handled ? new Response(null, { status: 204 }) : refusal(500, "the handler failed");
    } catch (error) {
      await report(error);
      return WebhookSignatureError.is(error)
        ? refusal(error.status, error.message, error.code)
        : refusal(500, "the webhook could not be handled");
    }
  };
}

function assertUsable(options: WebhookHandlerOptions): void {
  if (typeof options.secret !== "function") secretList(options.secret);
  toleranceOf(options);
  maxBodyBytesOf(options);
  for (const [type, listener] of Object.entries(options.on)) {
    if (type !== "*" && !isEventType(type)) throw new TypeError(`there is no webhook event type ${type}`);
    if (listener !== undefined && typeof listener !== "function") throw new TypeError(`on["${type}"] is no function`);
  }
}

type Listener = (event: WebhookEvent) => unknown;

function listenerOf(on: WebhookListeners, event: WebhookEvent): Listener | undefined {
  // The listener under a type takes the events of that type, which TypeScript cannot follow through the look-up.
  return (on[event.type] as Listener | undefined) ?? on["*"];
}

function reporter(onError: WebhookHandlerOptions["onError"]): (error: unknown, event?: WebhookEvent) => Promise<void> {
  return async (error, event) => {
    try {
      await (onError ?? logServerErrors)(error, event);
    } catch {
      // An observer may not change the answer.
    }
  };
}

function logServerErrors(error: unknown): void {
  if (!WebhookSignatureError.is(error) || error.status >= 500) console.error("Schematic webhook failed:", error);
}

const refusal = (status: number, error: string, code?: string): Response => Response.json({ error, code }, { status });
