import { ApiError } from "./api-error.ts";

/**
 * An error in words that are safe in a log line: of an `ApiError` the name, the status and the number of attempts,
 * without the service's text, which may repeat what was sent.
 */
export function describeError(error: unknown): string {
  if (ApiError.is(error)) {
    const { name, statusCode, attempts, requestId } = error;
    const facts = [statusCode, attempts > 1 && `${attempts} attempts`, requestId && `request ${requestId}`];
    const known = facts.filter(Boolean).join(", ");
    return known === "" ? name : `${name} (${known})`;
  }
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
