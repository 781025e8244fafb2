import type { ApiError } from "./api-error.ts";
import { requestLabel } from "./request-label.ts";
import { errorClassFor } from "./status-error.ts";
import type { TransportRequest, TransportResponse } from "./transport.ts";

// Enough for a sentence; a proxy's page is left to `body`.
const MAX_TEXT = 300;

function parsedBody({ body }: TransportResponse): unknown {
  if (typeof body !== "string" || body === "") return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function serviceText(body: unknown): string {
  if (typeof body !== "object" || body === null || !("error" in body)) return "";
  return typeof body.error === "string" ? `: ${body.error.slice(0, MAX_TEXT)}` : "";
}

/** The error of an answer that is not a success. */
export function answerError(request: TransportRequest, answer: TransportResponse): ApiError {
  const { status, headers, attempts } = answer;
  const body = parsedBody(answer);
  const message = `${requestLabel(request)} answered ${status}${serviceText(body)}`;
  return new (errorClassFor(status))(message, { statusCode: status, body, headers, attempts });
}
