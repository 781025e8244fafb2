import type { RepeatRule } from "./transport.ts";

// Failures of a connection that never was: the platforms' codes for names that do not resolve and peers that cannot be reached.
const UNSENT_CODES: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused",
  "FailedToOpenSocket",
]);

/** Is a status worth another attempt (408, 429, 5xx)? */
export function isRetryableStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** The code of what `fetch` threw, for example `ECONNREFUSED`: its own, or that of its cause. */
export function failureCode(error: unknown): string | undefined {
  for (let cause = error, depth = 0; typeof cause === "object" && cause !== null && depth < 3; depth++) {
    if ("code" in cause && typeof cause.code === "string") return cause.code;
    cause = "cause" in cause ? cause.cause : undefined;
  }
  return undefined;
}

/** Did `fetch` certainly fail before any of the request was sent? */
export function failedUnsent(error: unknown): boolean {
  return UNSENT_CODES.has(failureCode(error));
}

/** May a request be sent again after this status? */
export function mayRetryStatus(status: number, repeat: RepeatRule): boolean {
  return status === 429 || (repeat === "repeat" && isRetryableStatus(status));
}

/** May a request be sent again after `fetch` threw this? */
export function mayRetryFailure(error: unknown, repeat: RepeatRule): boolean {
  return repeat === "repeat" || failedUnsent(error);
}
