import { createOnce, type Once } from "./dedupe.ts";
import { WebhookSignatureError } from "./error.ts";
import { type WebhookEvent, webhookEvent } from "./event.ts";
import { assertUsable, type WebhookHandlerOptions, type WebhookListeners } from "./handler-options.ts";
import { createReport } from "./report.ts";
import { verifyWebhookSignature } from "./verify.ts";

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
  const { dedupe, now = Date.now } = options;
  const report = createReport(options.onError);
  const once: Once = dedupe ? createOnce(dedupe, report, now) : (_, handle) => handle();

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

type Listener = (event: WebhookEvent) => unknown;

function listenerOf(on: WebhookListeners, event: WebhookEvent): Listener | undefined {
  // The listener under a type takes the events of that type, which TypeScript cannot follow through the look-up.
  return (on[event.type] as Listener | undefined) ?? on["*"];
}

const refusal = (status: number, error: string, code?: string): Response => Response.json({ error, code }, { status });
