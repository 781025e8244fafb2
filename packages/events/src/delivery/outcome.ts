import {
  ApiError,
  asError,
  DecodeError,
  failedUnsent,
  isRetryableStatus,
  retryAfterMs,
  type TransportResponse,
} from "@schematic/api/core";

/** The same batch may get through later. */
export interface RetryOutcome {
  readonly kind: "retry";
  readonly error: Error;
  /** What the service asked for. */
  readonly delayMs: number | undefined;
  /** Certainly not taken in; otherwise nobody knows. */
  readonly isUnsent: boolean;
  /** The service failed on this very content, rather than being away. */
  readonly isFault: boolean;
}

/** Something in the batch, or its size, is refused: smaller parts may get through. */
export interface SplitOutcome {
  readonly kind: "split";
  readonly reason: string;
  /** Events that the service takes at a time, when it says so. */
  readonly maxSize: number;
}

/** What one attempt to deliver a batch came to. `refused`: no batch can get through like this. */
export type Outcome =
  | { readonly kind: "delivered" }
  | RetryOutcome
  | SplitOutcome
  | { readonly kind: "refused"; readonly reason: string };

const ADVICE: Readonly<Record<number, string>> = {
  401: ": is the API key right, and not revoked?",
  403: ": may the API key write events?",
  404: ": is eventCaptureUrl right?",
};

/** A page of a captive portal or a proxy is an answer of somebody else, whatever its status. */
function isPage(headers: Headers | undefined): boolean {
  return headers?.get("content-type")?.startsWith("text/html") ?? false;
}

/** What this failure means, which may pass. `delayMs`: what the service asked for. */
export function retry(error: Error, delayMs?: number): Outcome {
  const status = ApiError.is(error) ? error.statusCode : undefined;
  const isUnsent = status === 429 || (status === undefined && failedUnsent(error.cause));
  return { kind: "retry", error, delayMs, isUnsent, isFault: status === 500 };
}

/** What a failed attempt means for its batch. */
export function failureOutcome(error: unknown, chance: { now: () => number; random: () => number }): Outcome {
  if (!ApiError.is(error)) return retry(asError(error));
  const { statusCode: status = 0, headers, body } = error;
  // Without a status, or redirected elsewhere, it was not the service that answered.
  if (status < 400) return retry(error);
  if (isRetryableStatus(status)) return retry(error, headers && retryAfterMs(status, headers, chance));
  const reason = `capture refused it (${status})${ADVICE[status] ?? ""}`;
  if (status !== 400 && status !== 413 && status !== 422) {
    return isPage(headers) ? retry(error) : { kind: "refused", reason };
  }
  const maxSize = Number(Object(body).max_size);
  return { kind: "split", reason, maxSize: maxSize >= 1 ? Math.floor(maxSize) : Number.POSITIVE_INFINITY };
}

/** What an answer says. One to something else than the batch, which a redirect can leave behind, does not mean that it arrived. */
export function answerOutcome({ headers, method }: Pick<TransportResponse, "headers" | "method">): Outcome {
  if (method !== "POST") return retry(new DecodeError("capture redirected it without its content"));
  return isPage(headers) ? retry(new DecodeError("capture answered with a page")) : { kind: "delivered" };
}
