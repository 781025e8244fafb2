import { toBytes, type WebhookBody } from "./bytes.ts";
import { matches, sign } from "./crypto/node.ts";
import { assertFresh, assertWellFormed, badSignature, secretList, type ToleranceOptions } from "./policy.ts";

/**
 * Verifies a signature at once, where the parts of the request are at hand: there is nothing to await and so nothing to
 * forget. Returns nothing; throws a `WebhookSignatureError` when the signature is missing, malformed, wrong, or (unless
 * `toleranceMs` is `null`) not of the last 5 minutes, and a `TypeError` when a secret is missing or blank.
 */
export function verifySignature(
  body: WebhookBody,
  signature: string,
  timestamp: string,
  secret: string | readonly string[],
  options: ToleranceOptions = {},
): void {
  const secrets = secretList(secret);
  assertWellFormed({ signature, timestamp });
  const content = typeof body === "string" ? body : toBytes(body);
  if (!secrets.some((key) => matches(sign(content, timestamp, key), signature))) throw badSignature();
  assertFresh(timestamp, options);
}
