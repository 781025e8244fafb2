import { decodeJson } from "./core/decode-json.ts";
import { createSender } from "./core/sender.ts";
import type { RepeatRule, TransportOptions, TransportRequest, TransportResponse } from "./core/transport.ts";
import { addsEachTime } from "./generated/adds-each-time.ts";
import { hasIdempotencyKey } from "./idempotency-key.ts";

/** Options that one call may carry besides openapi-fetch's own, as further members of its second argument. */
export interface WireCallOptions {
  /** Milliseconds for one attempt, body included. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds for the whole call, retries and back-off included. */
  readonly deadlineMs?: number | undefined;
  readonly maxRetries?: number | undefined;
}

// "POST /flags/{key}/check" as a pattern. Read off the request itself, so that a middleware which replaces the
// request cannot lose the mark.
const ADDS = new RegExp(`^(?:${addsEachTime.map((name) => name.replace(/\{\w+\}/g, "[^/]+")).join("|")})$`);

/** With an idempotency key a repetition adds nothing, as the resource methods have it. */
function hasKey(body: string | undefined): boolean {
  try {
    return hasIdempotencyKey(JSON.parse(body ?? ""));
  } catch {
    // No JSON, so no key.
    return false;
  }
}

function repeatRule({ method, path, body }: Pick<TransportRequest, "method" | "path" | "body">): RepeatRule {
  return ADDS.test(`${method} ${path.split("?", 1)[0]}`) && !hasKey(body) ? "adds" : "repeat";
}

// Statuses whose Response must not have a body.
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

/** The answer as a Response: read whole already, so its headers say what the body is now. */
function toResponse(answer: TransportResponse): Response {
  const { status, body, url } = answer;
  const headers = new Headers(answer.headers);
  headers.delete("content-encoding");
  headers.delete("transfer-encoding");
  if (typeof body !== "string") headers.set("content-length", String(body.byteLength));
  const response = new Response(BODILESS.has(status) ? null : body, { status, headers });
  // A page with status 200 is a DecodeError here too, rather than the parser's SyntaxError.
  return Object.defineProperties(response, {
    url: { value: url },
    json: { value: async () => decodeJson(answer) },
  });
}

async function toRequest(request: Request & WireCallOptions, base: string): Promise<TransportRequest> {
  const { method, url, headers, signal, timeoutMs, deadlineMs, maxRetries } = request;
  const path = url.slice(base.length);
  const body = request.body === null ? undefined : await request.text();
  return {
    method,
    path,
    headers: Object.fromEntries(headers),
    body,
    signal,
    timeoutMs,
    deadlineMs,
    maxRetries,
    repeat: repeatRule({ method, path, body }),
    read: "bytes",
  };
}

/** A `fetch` with the SDK's key, timeouts, retries and redirects, for requests beneath `options.baseUrl`. */
export function createWireFetch(options: TransportOptions): (request: Request) => Promise<Response> {
  const send = createSender(options);
  return async (request) => toResponse(await send(await toRequest(request, options.baseUrl)));
}
