import { parsedBody } from "./body.ts";
import { isWebhookBody, toBytes, type WebhookBody } from "./bytes.ts";
import { matches, sign } from "./crypto/node.ts";
import { onlyValue, WEBHOOK_SIGNATURE_HEADER, WEBHOOK_TIMESTAMP_HEADER, type WebhookHeader } from "./headers.ts";
import {
  assertFresh,
  assertWellFormed,
  badSignature,
  secretList,
  type ToleranceOptions,
  type WebhookSecret,
} from "./policy.ts";

/**
 * Verifies a signature at once, where the parts of the request are at hand: there is nothing to await and so nothing to
 * forget. Returns nothing; throws a `WebhookSignatureError` when a header is missing or malformed, the signature is wrong
 * or (unless `toleranceMs` is `null`) not of the last 5 minutes, and a `TypeError` when a secret is missing or blank.
 *
 * @example
 * verifySignature(rawBody, req.get(WEBHOOK_SIGNATURE_HEADER), req.get(WEBHOOK_TIMESTAMP_HEADER), secret);
 */
export function verifySignature(
  body: WebhookBody,
  signature: WebhookHeader,
  timestamp: WebhookHeader,
  secret: WebhookSecret,
  options: ToleranceOptions = {},
): void {
  const secrets = secretList(secret);
  const claim = {
    signature: onlyValue(signature, WEBHOOK_SIGNATURE_HEADER),
    timestamp: onlyValue(timestamp, WEBHOOK_TIMESTAMP_HEADER),
  };
  assertWellFormed(claim);
  if (!isWebhookBody(body)) throw parsedBody();
  const content = typeof body === "string" ? body : toBytes(body);
  if (!secrets.some((key) => matches(sign(content, claim.timestamp, key), claim.signature))) throw badSignature();
  assertFresh(claim.timestamp, options);
}
