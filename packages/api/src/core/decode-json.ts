import { DecodeError } from "./failure-error.ts";
import type { TransportResponse } from "./transport.ts";

/** Has an answer of that status no body, and a `Response` must have none? */
export function isBodiless(status: number): boolean {
  return status === 204 || status === 205;
}

/** The JSON value of an answer; `undefined` for 204 and 205. Throws `DecodeError` when the body is not JSON. */
export function decodeJson(response: TransportResponse): unknown {
  const { status, headers, body, attempts } = response;
  if (isBodiless(status)) return undefined;
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const type = headers.get("content-type") ?? "no content type";
    throw new DecodeError(`The service answered ${status} with a body that is not JSON (${type})`, {
      statusCode: status,
      body: text,
      headers,
      attempts,
      cause,
    });
  }
}
