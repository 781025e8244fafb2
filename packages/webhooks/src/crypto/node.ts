import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** The HMAC-SHA256 of `body`, a `+` and `timestamp`, keyed with `secret`. */
export function sign(body: string | Uint8Array, timestamp: string, secret: string): Uint8Array {
  // Not joined to one text: that would copy the body.
  return createHmac("sha256", secret).update(body).update(`+${timestamp}`).digest();
}

/** Whether `signature` (64 hex digits) spells `expected`, in a time that does not depend on where they differ. */
export function matches(expected: Uint8Array, signature: string): boolean {
  return timingSafeEqual(expected, Buffer.from(signature, "hex"));
}

/** The SHA-256 of `body`. */
export function sha256(body: Uint8Array): Uint8Array {
  return createHash("sha256").update(body).digest();
}
