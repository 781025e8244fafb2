/**
 * Why a webhook was refused.
 * - `missing-header`: no signature or no timestamp;
 * - `malformed`: a header that cannot be one of Schematic's, or a genuine body that is not a JSON object;
 * - `bad-signature`: the signature is not that of this body and timestamp under any of the secrets;
 * - `expired`: genuine, but signed longer ago (or further ahead) than `toleranceMs`;
 * - `body-unavailable`: the exact bytes could not be had (already parsed, already read, too large).
 */
export type WebhookErrorCode = "missing-header" | "malformed" | "bad-signature" | "expired" | "body-unavailable";

const STATUS: Record<WebhookErrorCode, number> = {
  "missing-header": 400,
  malformed: 400,
  "bad-signature": 401,
  expired: 401,
  // Our side's mistake: an answer in the 500s makes the service send the event again once it is put right.
  "body-unavailable": 500,
};

const BRAND = Symbol.for("@schematic/webhooks/WebhookSignatureError");

/** Thrown when a webhook is refused: `code` says why, `status` is the HTTP status to answer with. */
export class WebhookSignatureError extends Error {
  override readonly name = "WebhookSignatureError";
  readonly code: WebhookErrorCode;
  /** 400, 401, 413 or 500. */
  readonly status: number;
  readonly [BRAND] = true;

  constructor(code: WebhookErrorCode, message: string, options?: ErrorOptions & { readonly status?: number }) {
    super(message, options);
    this.code = code;
    this.status = options?.status ?? STATUS[code];
  }

  /** Whether `error` is a `WebhookSignatureError` of any copy of this package (ESM and CommonJS have one each). */
  static is(error: unknown): error is WebhookSignatureError {
    return typeof error === "object" && error !== null && BRAND in error;
  }
}
