// Shared by every copy of this package in a process, so that errors of one copy are recognised by another.
const brand: unique symbol = Symbol.for("@schematic/api/error");

/** What is known about a failed call. */
export interface ApiErrorDetails {
  readonly statusCode?: number | undefined;
  readonly body?: unknown;
  readonly headers?: Headers | undefined;
  readonly requestId?: string | undefined;
  readonly attempts?: number | undefined;
  readonly cause?: unknown;
}

/**
 * The base of everything that a call to the API throws. Thrown itself for statuses without a class of their own
 * and for refused redirects. Recognise errors with `ApiError.is(error)` (also `NotFoundError.is(error)`, and so
 * on), which holds across two copies of the package; `error.name` is readable in minified code too.
 */
export class ApiError extends Error {
  /** The HTTP status, when the service answered. */
  declare readonly statusCode?: number;
  /** The body of the answer: parsed if it is JSON, its text otherwise. */
  declare readonly body?: unknown;
  /** The headers of the answer. */
  declare readonly headers?: Headers;
  /** The service's name for this exchange (`x-request-id`), worth quoting to support. */
  declare readonly requestId?: string;
  /** How many times the request was sent; 0 when it was given up before. */
  readonly attempts: number;

  constructor(message: string, details: ApiErrorDetails = {}) {
    const { attempts, cause, ...rest } = { requestId: details.headers?.get("x-request-id") ?? undefined, ...details };
    super(message, cause === undefined ? undefined : { cause });
    this.attempts = attempts ?? 0;
    for (const [name, value] of Object.entries(rest)) {
      if (value !== undefined) Object.defineProperty(this, name, { value, enumerable: true, configurable: true });
    }
  }

  override get name(): string {
    return "ApiError";
  }

  get [brand](): true {
    return true;
  }

  /** Is `error` of this class, whichever copy of the package made it? */
  static is<T extends ApiError>(this: { readonly prototype: T }, error: unknown): error is T {
    if (typeof error !== "object" || error === null || !(brand in error)) return false;
    // biome-ignore lint/complexity/noThisInStatic: each subclass inherits this and must ask for itself
    const wanted = this.prototype.name;
    return wanted === "ApiError" || ("name" in error && error.name === wanted);
  }
}
