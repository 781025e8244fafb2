import { ApiError } from "./api-error.ts";
import { DecodeError } from "./failure-error.ts";
import { followingHop, type Hop, redirectTarget } from "./redirect.ts";
import { requestLabel } from "./request-label.ts";
import type { TransportRequest, TransportResponse } from "./transport.ts";

// As many as an honest service needs; the platform's own limit of 20 only prolongs a loop.
const MAX_REDIRECTS = 5;

/** What one attempt needs. */
export interface ExchangeOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly read: "text" | "bytes";
  readonly signal: AbortSignal;
  /** What errors name. */
  readonly request: TransportRequest;
  /** Which attempt this is, from 1. */
  readonly attempts: number;
}

/** An answer of any status whose body has been read whole. */
export type Answer = Omit<TransportResponse, "attempts">;

function refused(response: Response, { request, attempts }: ExchangeOptions, why: string): ApiError {
  const { status, headers } = response;
  // A redirect that the platform hides has status 0.
  return new ApiError(`${requestLabel(request)} was redirected ${why}`, {
    statusCode: status || undefined,
    headers,
    attempts,
  });
}

function checkedResponse(response: Response | undefined, options: ExchangeOptions): Response {
  if (typeof response?.status !== "number" || typeof response.headers?.get !== "function") {
    const { request, attempts } = options;
    throw new DecodeError(`${requestLabel(request)}: fetch gave no Response`, { attempts });
  }
  if (response.type === "opaqueredirect")
    throw refused(response, options, "to a place that this platform hides; refused");
  return response;
}

// Read rather than cancelled: only a body that was read lets its socket be used again.
function drain(response: Response): Promise<unknown> {
  return response.arrayBuffer().catch(() => undefined);
}

async function readAnswer(response: Response, read: "text" | "bytes", { url, method }: Hop): Promise<Answer> {
  const { status, headers } = response;
  const isSuccess = status >= 200 && status <= 299;
  const reading = isSuccess && read === "bytes" ? response.arrayBuffer() : response.text();
  // The status of a failure is the answer; a body that is cut short takes nothing from it.
  return { status, headers, url, method, body: await (isSuccess ? reading : reading.catch(() => "")) };
}

function send(fetch: typeof globalThis.fetch, hop: Hop, signal: AbortSignal): Promise<Response> {
  const { url, method, headers, body } = hop;
  const init = { method, headers, signal, redirect: "manual" as const };
  return fetch(url, body === undefined ? init : { ...init, body });
}

/** Sends a request once, following redirects within its origin, and reads the body. Rejects with whatever `fetch` threw. */
export async function exchange(first: Hop, options: ExchangeOptions): Promise<Answer> {
  let hop = first;
  for (let redirects = 0; ; redirects++) {
    const response = checkedResponse(await send(options.fetch, hop, options.signal), options);
    const { status, headers } = response;
    const target = status < 300 ? undefined : redirectTarget(hop.url, status, headers.get("location"));
    if (target === undefined) return readAnswer(response, options.read, hop);
    await drain(response);
    if (target.origin !== new URL(first.url).origin) {
      throw refused(response, options, `to another origin, ${target.origin}; refused`);
    }
    if (redirects === MAX_REDIRECTS) throw refused(response, options, `more than ${MAX_REDIRECTS} times`);
    hop = followingHop(hop, status, target);
  }
}
