export { ApiError } from "./core/api-error.ts";
export { ConfigError } from "./core/config-error.ts";
export { AbortError, ConnectionError, DecodeError, OfflineError, TimeoutError } from "./core/failure-error.ts";
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
} from "./core/status-error.ts";
export { type Api, type ApiOptions, createApi, createApiOver } from "./resources/create-api.ts";
export type { ApiPromise, ApiResult, BytesPromise, EmptyPromise, RequestOptions } from "./resources/types.ts";
