import { ApiError, type ApiErrorDetails } from "./api-error.ts";

/** 400: the request was not understood. */
export class BadRequestError extends ApiError {
  override get name(): "BadRequestError" {
    return "BadRequestError";
  }
}

/** 401: the API key is missing, unknown or revoked. */
export class UnauthorizedError extends ApiError {
  override get name(): "UnauthorizedError" {
    return "UnauthorizedError";
  }
}

/** 402: a payment is due first. */
export class PaymentRequiredError extends ApiError {
  override get name(): "PaymentRequiredError" {
    return "PaymentRequiredError";
  }
}

/** 403: the API key may not do this, for example write with a read-only key. */
export class ForbiddenError extends ApiError {
  override get name(): "ForbiddenError" {
    return "ForbiddenError";
  }
}

/** 404: there is no such thing. */
export class NotFoundError extends ApiError {
  override get name(): "NotFoundError" {
    return "NotFoundError";
  }
}

/** 409: it contradicts what is there. */
export class ConflictError extends ApiError {
  override get name(): "ConflictError" {
    return "ConflictError";
  }
}

/** 422: the request was understood, and its contents were refused. */
export class UnprocessableEntityError extends ApiError {
  override get name(): "UnprocessableEntityError" {
    return "UnprocessableEntityError";
  }
}

/** 429, after the retries: too many requests. */
export class RateLimitError extends ApiError {
  override get name(): "RateLimitError" {
    return "RateLimitError";
  }
}

/** 5xx, after the retries: the service failed. */
export class ServerError extends ApiError {
  override get name(): "ServerError" {
    return "ServerError";
  }
}

type StatusErrorClass = new (message: string, details: ApiErrorDetails) => ApiError;

const byStatus: ReadonlyMap<number, StatusErrorClass> = new Map<number, StatusErrorClass>([
  [400, BadRequestError],
  [401, UnauthorizedError],
  [402, PaymentRequiredError],
  [403, ForbiddenError],
  [404, NotFoundError],
  [409, ConflictError],
  [422, UnprocessableEntityError],
  [429, RateLimitError],
]);

/** The class of error that stands for a status which is not a success. */
export function errorClassFor(status: number): StatusErrorClass {
  return byStatus.get(status) ?? (status >= 500 ? ServerError : ApiError);
}
