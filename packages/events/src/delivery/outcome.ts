import {
  ApiError,
  DecodeError,
  describeError,
  failedUnsent,
  isRetryableStatus,
  retryAfterMs,
} from "@schematic/api/core";

/** What one attempt to deliver a batch came to. */
export type Outcome =
  | { readonly kind: "delivered" }
  /** The same batch may get through later. */
  | {
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
  | {
      readonly kind: "split";
      readonly reason: string;
      readonly maxSize: number | undefined;
      readonly isTooLong: boolean;
    }
  /** No batch can get through like this. */
  | { readonly kind: "refused"; readonly reason: string };

const CONTENT_STATUSES: readonly number[] = [400, 413, 422];

const REFUSALS: Readonly<Record<number, string>> = {
  401: "capture refused the API key (401): check that the key is right and not revoked",
  403: "capture refused the API key (403): the key may not write events",
  404: "capture has no such address (404): check eventCaptureUrl",
};

function maxSizeIn(body: unknown): number | undefined {
  if (typeof body !== "object" || body === null || !("max_size" in body)) return undefined;
  const { max_size: size } = body;
  return typeof size === "number" && Number.isInteger(size) && size > 0 ? size : undefined;
}

function retry(error: Error, delayMs?: number): Outcome {
  const status = ApiError.is(error) ? error.statusCode : undefined;
  const isUnsent = status === 429 || (status === undefined && failedUnsent(error.cause));
  return { kind: "retry", error, delayMs, isUnsent, isFault: status === 500 };
}

/** What a failed attempt means for its batch. */
export function failureOutcome(error: unknown, chance: { now: () => number; random: () => number }): Outcome {
  if (!ApiError.is(error)) return retry(error instanceof Error ? error : new Error(describeError(error)));
  const { statusCode: status, headers, body } = error;
  // Without a status, or redirected elsewhere, it was not the service that answered.
  if (status === undefined || status < 400) return retry(error);
  if (isRetryableStatus(status)) return retry(error, headers && retryAfterMs(status, headers, chance));
  if (!CONTENT_STATUSES.includes(status)) {
    return { kind: "refused", reason: REFUSALS[status] ?? `capture refused the batch (${status})` };
  }
  return {
    kind: "split",
    reason: `capture refused the event (${status})`,
    maxSize: maxSizeIn(body),
    isTooLong: status === 413,
  };
}

/** A page of a captive portal or a proxy is an answer of somebody else, whatever its status. */
export function answerOutcome(headers: Headers): Outcome {
  const isPage = headers.get("content-type")?.toLowerCase().startsWith("text/html");
  if (!isPage) return { kind: "delivered" };
  return retry(new DecodeError("capture answered with a page instead of its own answer"));
}
