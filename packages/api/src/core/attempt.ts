// One attempt: an exchange raced against its time limit and the caller's signal. Whichever comes first settles it, also when a
// custom `fetch` ignores the signal it is given; the timer and the listener never outlive it.
import type { ApiError, ApiErrorDetails } from "./api-error.ts";
import { type Answer, type ExchangeOptions, exchange } from "./exchange.ts";
import { AbortError, TimeoutError } from "./failure-error.ts";
import type { Hop } from "./redirect.ts";
import { requestLabel } from "./request-label.ts";
import type { TransportRequest } from "./transport.ts";

/** What bounds one attempt. */
export interface AttemptOptions extends Omit<ExchangeOptions, "signal"> {
  readonly limitMs: number;
  readonly signal: AbortSignal | undefined;
}

function timeoutError(request: TransportRequest, details: ApiErrorDetails, limitMs: number): TimeoutError {
  return new TimeoutError(`${requestLabel(request)}: no whole answer within ${Math.ceil(limitMs)} ms`, details);
}

/** The error of a call whose caller gave it up. */
export function abortedError(request: TransportRequest, details: ApiErrorDetails): AbortError {
  return new AbortError(`${requestLabel(request)} was aborted`, details);
}

/** Sends a request once, within its time. Rejects with `TimeoutError`, `AbortError` or whatever `exchange` rejects with. */
export function attempt(hop: Hop, options: AttemptOptions): Promise<Answer> {
  const { limitMs, signal, request, attempts } = options;
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", aborted);
    };
    const stop = (error: ApiError) => {
      settle();
      reject(error);
      controller.abort();
    };
    const aborted = () => stop(abortedError(request, { attempts, cause: signal?.reason }));
    const timedOut = () => stop(timeoutError(request, { attempts }, limitMs));
    const timer = setTimeout(timedOut, limitMs);
    signal?.addEventListener("abort", aborted, { once: true });
    exchange(hop, { ...options, signal: controller.signal })
      .finally(settle)
      .then(resolve, reject);
  });
}
