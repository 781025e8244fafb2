import { sign } from "#webhooks/crypto";
import { hex, isWebhookBody, toBytes, type WebhookBody } from "./bytes.ts";
import { WEBHOOK_SIGNATURE_HEADER, WEBHOOK_TIMESTAMP_HEADER } from "./headers.ts";
import { secretList } from "./policy.ts";

/** How to sign a webhook. */
export interface SignOptions {
  /** The endpoint's secret. */
  readonly secret: string;
  /** Milliseconds since 1970 that the signature claims as its time. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** A signed webhook, ready to be sent with `fetch` or handed to `verifyWebhook`. */
export interface SignedWebhook {
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/**
 * The signature of `body` at `timestamp` (the text of the timestamp header): 64 lower-case hex digits.
 * Rejects with a `TypeError` when `secret` is missing or blank.
 */
export async function computeSignature(body: WebhookBody, timestamp: string, secret: string): Promise<string> {
  const [key = ""] = secretList(secret);
  return hex(await sign(typeof body === "string" ? body : toBytes(body), timestamp, key));
}

/**
 * Signs a webhook the way that the service does, for tests and local senders. Bytes and strings are signed as they are;
 * anything else is sent as JSON. Rejects with a `TypeError` when the secret is missing or blank.
 *
 * @example
 * await fetch(url, { method: "POST", ...(await signWebhook({ action: "test.send" }, { secret })) });
 */
export async function signWebhook(event: unknown, { secret, now = Date.now }: SignOptions): Promise<SignedWebhook> {
  const body = wireBody(event);
  const timestamp = String(Math.floor(now() / 1000));
  const headers = {
    "Content-Type": "application/json",
    [WEBHOOK_SIGNATURE_HEADER]: await computeSignature(body, timestamp, secret),
    [WEBHOOK_TIMESTAMP_HEADER]: timestamp,
    "X-Schematic-Webhook-Signature-Version": "v1",
  };
  return { headers, body };
}

/** A copy of bytes, so that what is sent stays what was signed. */
function wireBody(event: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof event === "string") return event;
  return isWebhookBody(event) ? Uint8Array.from(toBytes(event)) : JSON.stringify(event);
}
