import { matches, sign } from "#webhooks/crypto";
import { readBody, type WebhookInput } from "./body.ts";
import { type WebhookEvent, webhookEvent } from "./event.ts";
import { readClaim, type SignatureClaim } from "./headers.ts";
import {
  assertFresh,
  assertWellFormed,
  badSignature,
  maxBodyBytesOf,
  secretList,
  toleranceOf,
  type VerifyOptions,
} from "./policy.ts";

/**
 * Verifies a webhook and resolves to its typed event. Rejects with a `WebhookSignatureError` when it is not genuine, too
 * old, or cannot be read; with a `TypeError` or `RangeError` when an option is unusable, such as a blank secret.
 *
 * @example
 * const event = await verifyWebhook(request, { secret: process.env.SCHEMATIC_WEBHOOK_SECRET });
 * if (event.type === "company.updated") console.log(event.body.name);
 */
export async function verifyWebhook(input: WebhookInput, options: VerifyOptions): Promise<WebhookEvent> {
  return webhookEvent(await verifyWebhookSignature(input, options));
}

/** As `verifyWebhook`, but resolves to the exact bytes that were signed, for who parses them elsewhere. */
export async function verifyWebhookSignature(input: WebhookInput, options: VerifyOptions): Promise<Uint8Array> {
  const secrets = secretList(options.secret);
  toleranceOf(options);
  const claim = readClaim(input.headers, options);
  assertWellFormed(claim);
  const body = await readBody(input, maxBodyBytesOf(options));
  await assertGenuine(body, claim, secrets);
  assertFresh(claim.timestamp, options);
  return body;
}

async function assertGenuine(body: Uint8Array, claim: SignatureClaim, secrets: readonly string[]): Promise<void> {
  for (const secret of secrets) {
    if (matches(await sign(body, claim.timestamp, secret), claim.signature)) return;
  }
  throw badSignature();
}
