import type { Logger } from "./logger.ts";

/** What a transport is made of: one service address, one key. */
export interface TransportOptions {
  readonly apiKey: string;
  /** Trailing slashes are dropped, path prefixes kept. */
  readonly baseUrl: string;
  readonly environmentId?: string | undefined;
  /** Sent with every request, beneath the SDK's own. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Default: the platform's, looked up at each call. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds for one attempt, body included. Default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** Default 2. */
  readonly maxRetries?: number | undefined;
  readonly logger?: Logger | undefined;
  /** The package that calls, as `@schematic/<package>/<version>`. Default: this one. */
  readonly userAgent?: string | undefined;
  /** Unix milliseconds. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** From 0 up to 1, for jitter. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Waits between attempts. Default: a timer that the signal ends. */
  readonly sleep?: ((ms: number, options: { signal?: AbortSignal | undefined }) => Promise<void>) | undefined;
}

/**
 * May a request be sent again when its outcome is unknown?
 * `repeat`: yes. `adds`: every time adds something, so only after 429 or a failure before it was sent.
 */
export type RepeatRule = "repeat" | "adds";

/** One call of the service. */
export interface TransportRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE" | (string & {});
  /** Path and query, already encoded, starting with `/`. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for one attempt, body included. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds for the whole call, retries and back-off included. Default: none beyond the attempts. */
  readonly deadlineMs?: number | undefined;
  readonly maxRetries?: number | undefined;
  readonly repeat?: RepeatRule | undefined;
  /** How the body is wanted. Default `text`. */
  readonly read?: "text" | "bytes" | undefined;
}

/** A 2xx answer whose body has been read whole. */
export interface TransportResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly url: string;
  /** What was last sent there: a redirect turns some methods into `GET`, and what was to be written is not. */
  readonly method: string;
  /** The body: text, or bytes where asked. */
  readonly body: string | ArrayBuffer;
  readonly attempts: number;
}

/** Sends authenticated requests with timeout, redirects and retry policy; rejects with an `ApiError`. */
export interface Transport {
  request(request: TransportRequest): Promise<TransportResponse>;
}
