export { ApiError, type ApiErrorDetails } from "./api-error.ts";
export { type BackoffOptions, backoffMs } from "./backoff.ts";
export type { CheckContext, CheckSource, Entitlement, FlagCheck, Keys, Preflight, RuleType } from "./check.ts";
export { ConfigError } from "./config-error.ts";
export { asError, contain } from "./contain.ts";
export { createLogger, type LoggerOptions } from "./create-logger.ts";
export { createTransport } from "./create-transport.ts";
export { decodeJson, isBodiless } from "./decode-json.ts";
export { describeError } from "./describe-error.ts";
export type { FlagCheckEvent, IdentifyEvent, IdentifyOptions, TrackEvent, TrackOptions, Traits } from "./event.ts";
export { AbortError, ConnectionError, DecodeError, OfflineError, TimeoutError } from "./failure-error.ts";
export type { FlagSource, SourceCheckOptions, SourceHost, SourceStatus } from "./flag-source.ts";
export type { DeliveryReport, Hooks } from "./hooks.ts";
export type { Logger, LogLevel } from "./logger.ts";
export {
  cleanBaseUrl,
  cleanCount,
  cleanMs,
  cleanString,
  DEFAULT_BASE_URL,
  isBlank,
  limitMs,
  timeoutOf,
} from "./options.ts";
export { retryAfterMs } from "./retry-after.ts";
export { failedUnsent, isRetryableStatus } from "./retry-rule.ts";
export {
  BadRequestError,
  ConflictError,
  ForbiddenError,
  NotFoundError,
  PaymentRequiredError,
  RateLimitError,
  ServerError,
  UnauthorizedError,
  UnprocessableEntityError,
} from "./status-error.ts";
export { type SleepOptions, sleep, unref } from "./timers.ts";
export type {
  RepeatRule,
  Transport,
  TransportOptions,
  TransportRequest,
  TransportResponse,
} from "./transport.ts";
