import { ApiError } from "./api-error.ts";

/** No whole answer came within `timeoutMs` (one attempt, body included) or `deadlineMs` (the call). */
export class TimeoutError extends ApiError {
  override get name(): "TimeoutError" {
    return "TimeoutError";
  }
}

/** The connection failed before the whole answer had come; `cause` is what `fetch` threw. */
export class ConnectionError extends ApiError {
  override get name(): "ConnectionError" {
    return "ConnectionError";
  }
}

/** The caller's `signal` fired; `cause` is its reason. */
export class AbortError extends ApiError {
  override get name(): "AbortError" {
    return "AbortError";
  }
}

/** The answer was a success by its status, but not what the API answers: a proxy's page, or cut JSON. */
export class DecodeError extends ApiError {
  override get name(): "DecodeError" {
    return "DecodeError";
  }
}

/** The client is offline, so nothing was sent. */
export class OfflineError extends ApiError {
  override get name(): "OfflineError" {
    return "OfflineError";
  }
}
