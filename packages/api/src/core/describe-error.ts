import { ApiError } from "./api-error.ts";

function describeApiError({ name, statusCode, attempts, requestId }: ApiError): string {
  const facts = [statusCode, attempts > 1 && `${attempts} attempts`, requestId && `request ${requestId}`];
  const known = facts.filter(Boolean).join(", ");
  return known === "" ? name : `${name} (${known})`;
}

/**
 * An error in words that are safe in a log line. Of an `ApiError` the name, the status and the number of attempts,
 * without the service's text, which may repeat what was sent; of a parser's error only the name, for it quotes the text.
 */
export function describeError(error: unknown): string {
  try {
    if (ApiError.is(error)) return describeApiError(error);
    if (typeof error !== "object" || error === null || !("name" in error) || !("message" in error))
      return String(error);
    return error.name === "SyntaxError" ? "SyntaxError" : `${error.name}: ${error.message}`;
  } catch {
    // Not everything has a text: objects without a prototype, and those whose getters throw.
    return "an error that cannot be read";
  }
}
