import { WebhookSignatureError } from "./error.ts";
import type { HeaderNames, SignatureClaim } from "./headers.ts";

/** The endpoint's secret, or several while one replaces another. A missing or blank one is refused with a `TypeError`. */
export type WebhookSecret = string | readonly (string | undefined)[] | undefined;

/** How old, or how far ahead, a signature may be. */
export interface ToleranceOptions {
  /** Milliseconds between the signed timestamp and now, either way. Default: 300,000 (5 minutes); `null`: any age. */
  readonly toleranceMs?: number | null | undefined;
  /** The present, in milliseconds since 1970. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** What verification needs to know. */
export interface VerifyOptions extends ToleranceOptions, HeaderNames {
  /** The endpoint's secret; several while one replaces another. */
  readonly secret: WebhookSecret;
  /** The largest body that is read, in bytes. Default: 4,194,304 (4 MiB). */
  readonly maxBodyBytes?: number | undefined;
}

// The window that Stripe, Slack and the Standard Webhooks specification use.
const DEFAULT_TOLERANCE_MS = 300_000;
// Many times any event of the service, and a hundred at once still fit into a small process.
const DEFAULT_MAX_BODY_BYTES = 4 * 1024 * 1024;
const HEX_SHA256 = /^[\da-f]{64}$/i;
// Only digits, so that the boundary between body and timestamp is certain; 12 of them last for 30,000 years.
const UNIX_SECONDS = /^\d{1,12}$/;

/** The secrets to try. Throws a `TypeError` unless there is at least one and none is blank. */
export function secretList(secret: WebhookSecret): readonly string[] {
  const secrets = typeof secret === "string" ? [secret] : secret;
  if (secrets?.length && secrets.every(isSecret)) return secrets;
  throw new TypeError("a webhook secret is missing or blank");
}

const isSecret = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

/** `toleranceMs` or its default. Throws a `RangeError` for a number that is no duration, such as `NaN`. */
export function toleranceOf({ toleranceMs = DEFAULT_TOLERANCE_MS }: ToleranceOptions): number | null {
  if (toleranceMs === null || (Number.isFinite(toleranceMs) && toleranceMs >= 0)) return toleranceMs;
  throw new RangeError(`toleranceMs must be null or a number of milliseconds from 0 up, not ${toleranceMs}`);
}

/** `maxBodyBytes` or its default. Throws a `RangeError` for a number that is no size. */
export function maxBodyBytesOf({ maxBodyBytes = DEFAULT_MAX_BODY_BYTES }: Pick<VerifyOptions, "maxBodyBytes">): number {
  if (Number.isSafeInteger(maxBodyBytes) && maxBodyBytes > 0) return maxBodyBytes;
  throw new RangeError(`maxBodyBytes must be a whole number of bytes from 1 up, not ${maxBodyBytes}`);
}

/** Throws `malformed` unless the signature is 64 hex digits and the timestamp Unix time in digits. */
export function assertWellFormed({ signature, timestamp }: SignatureClaim): void {
  if (!HEX_SHA256.test(signature)) throw new WebhookSignatureError("malformed", "the signature is not 64 hex digits");
  if (!UNIX_SECONDS.test(timestamp)) throw new WebhookSignatureError("malformed", "the timestamp is not Unix time");
}

/** Throws `expired` when the signed `timestamp` is further from now than the tolerance. */
export function assertFresh(timestamp: string, options: ToleranceOptions): void {
  const toleranceMs = toleranceOf(options);
  if (toleranceMs === null) return;
  const ageMs = (options.now ?? Date.now)() - Number(timestamp) * 1000;
  // Not `> toleranceMs`: a clock that answers NaN must not let everything pass.
  if (Math.abs(ageMs) <= toleranceMs) return;
  throw new WebhookSignatureError("expired", `signed ${ageMs / 1000} s ago, tolerated are ${toleranceMs / 1000} s`);
}

/** The error for a signature that none of the secrets makes. */
export const badSignature = (): WebhookSignatureError =>
  new WebhookSignatureError("bad-signature", "the signature is not that of this body and timestamp");
