import type { TransportResponse } from "../core/transport.ts";

/** Options of one call. */
export interface RequestOptions {
  /** Milliseconds for one attempt, body included. Default: the client's. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds for the whole call, retries and back-off included. Default: none beyond the attempts. */
  readonly deadlineMs?: number | undefined;
  /** Default: the client's. Given, it holds for operations too that add something each time. */
  readonly maxRetries?: number | undefined;
  /** Gives the call up, back-off included; it then rejects with an `AbortError`. */
  readonly signal?: AbortSignal | undefined;
  /** Sent besides the client's. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** More query parameters, by their names on the wire. Lists are repeated, objects are sent as JSON. */
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  /** More members of the body, by their names on the wire. */
  readonly body?: Readonly<Record<string, unknown>> | undefined;
}

/** The `params` of an operation without a query: whatever the service says, untouched. */
export type OpenParams = Record<string, unknown>;

/** What a call resolves to. */
export interface ApiResult<Data, Params = OpenParams> {
  /** What was asked for. */
  readonly data: Data;
  /** The query as the service understood it. */
  readonly params: Params;
}

/** Adds the answer as it was received. */
export interface Received {
  /** Status, headers, address and body of the answer, and how many attempts it took. */
  readonly response: TransportResponse;
}

/** A call on its way. It rejects with an `ApiError`. */
export interface ApiPromise<Data, Params = OpenParams> extends Promise<ApiResult<Data, Params>> {
  /** The result together with the answer as it was received. */
  withResponse(): Promise<ApiResult<Data, Params> & Received>;
}

/** A call on its way that answers nothing. It rejects with an `ApiError`. */
export interface EmptyPromise extends Promise<undefined> {
  /** The answer as it was received. */
  withResponse(): Promise<{ readonly data: undefined; readonly params: undefined } & Received>;
}

/** A call on its way that answers bytes: `arrayBuffer()`, `text()` or `body` of the `Response`. It rejects with an `ApiError`. */
export interface BytesPromise extends Promise<Response> {
  /** The bytes together with the answer as it was received. */
  withResponse(): Promise<{ readonly data: Response; readonly params: undefined } & Received>;
}

/** A list that comes in pages. Called, it answers one page. */
export interface PagedMethod<Args extends readonly unknown[], Item, Params> {
  (...args: Args): ApiPromise<Item[], Params>;
  /**
   * Every item from `offset` on, page after page of `limit` items (default 100), as they are asked for.
   *
   * @example
   * for await (const company of api.companies.listCompanies.iterate({ q: "acme" })) console.log(company.name);
   */
  iterate(...args: Args): AsyncIterableIterator<Item>;
}
