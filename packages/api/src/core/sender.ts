// The policy of one call, whoever makes it: attempts, what is tried again, how long to wait, when to give up.
// Every answer of the service comes back, whatever its status; everything else rejects with an `ApiError`.
import { ApiError } from "./api-error.ts";
import { abortedError, attempt } from "./attempt.ts";
import { backoffMs } from "./backoff.ts";
import { ConfigError } from "./config-error.ts";
import { asError } from "./contain.ts";
import { ConnectionError } from "./failure-error.ts";
import { cleanCount, cleanMs } from "./options.ts";
import type { Hop } from "./redirect.ts";
import { requestLabel } from "./request-label.ts";
import { safePath } from "./request-path.ts";
import { retryAfterMs } from "./retry-after.ts";
import { failureCode, mayRetryFailure, mayRetryStatus } from "./retry-rule.ts";
import { resolveSettings, type Settings } from "./settings.ts";
import type { TransportOptions, TransportRequest, TransportResponse } from "./transport.ts";

/** Sends one request with the whole policy; resolves to the last answer, a failure by its status included. */
export type Sender = (request: TransportRequest) => Promise<TransportResponse>;

interface Call {
  readonly settings: Settings;
  readonly request: TransportRequest;
  readonly hop: Hop;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  /** Unix milliseconds. */
  readonly deadline: number;
}

type Outcome = TransportResponse | ConnectionError;

/** What a call cannot mean rejects as everything about a call does. */
function prepare(settings: Settings, request: TransportRequest): Call {
  try {
    return readCall(settings, request);
  } catch (cause) {
    throw new ApiError(`${requestLabel(request)} was not sent: ${asError(cause).message}`, { cause });
  }
}

function readCall(settings: Settings, request: TransportRequest): Call {
  const { method, path, body, signal } = request;
  if (signal !== undefined && signal !== null && typeof signal.addEventListener !== "function")
    throw new ConfigError("signal must be an AbortSignal");
  return {
    settings,
    request,
    hop: { url: settings.baseUrl + safePath(path), method, headers: settings.headers(request), body },
    timeoutMs: cleanMs("timeoutMs", request.timeoutMs, settings.timeoutMs),
    maxRetries: cleanCount("maxRetries", request.maxRetries, settings.maxRetries),
    deadline: settings.now() + cleanMs("deadlineMs", request.deadlineMs, Number.POSITIVE_INFINITY),
  };
}

function leftMs({ deadline, settings }: Call): number {
  return deadline - settings.now();
}

async function tryOnce(call: Call, attempts: number): Promise<Outcome> {
  const { settings, request, hop, timeoutMs } = call;
  try {
    const { signal, read = "text" } = request;
    const limitMs = Math.min(timeoutMs, leftMs(call));
    const fetch = settings.fetch ?? globalThis.fetch;
    const answer = await attempt(hop, { fetch, read, signal, request, attempts, limitMs });
    return { ...answer, attempts };
  } catch (cause) {
    if (ApiError.is(cause)) throw cause;
    const why = failureCode(cause) ?? "no answer";
    return new ConnectionError(`${requestLabel(request)}: the connection failed (${why})`, { attempts, cause });
  }
}

/** Milliseconds until the next attempt, `undefined` when there must be none. */
function retryDelayMs({ settings, request }: Call, outcome: Outcome, attempt: number): number | undefined {
  // Who asks for retries of this very call answers for what they add.
  const repeat = request.maxRetries === undefined ? (request.repeat ?? "repeat") : "repeat";
  const isFailure = outcome instanceof ConnectionError;
  const may = isFailure ? mayRetryFailure(outcome.cause, repeat) : mayRetryStatus(outcome.status, repeat);
  if (!may) return undefined;
  const asked = isFailure ? undefined : retryAfterMs(outcome.status, outcome.headers, settings);
  return asked ?? backoffMs({ attempt, random: settings.random });
}

/** Waits for the next attempt; false when this outcome is the last. */
async function waited(call: Call, outcome: Outcome, attempts: number): Promise<boolean> {
  if (attempts > call.maxRetries) return false;
  const delay = retryDelayMs(call, outcome, attempts);
  if (delay === undefined || delay >= leftMs(call)) return false;
  const { settings, request } = call;
  const failure = outcome instanceof ConnectionError ? "failed to connect" : `answered ${outcome.status}`;
  settings.logger.debug(`${requestLabel(request)} ${failure}; attempt ${attempts + 1} in ${Math.round(delay)} ms`);
  // Rejects only when the signal fired, which is looked at next.
  await settings.sleep(delay, { signal: request.signal }).catch(() => undefined);
  throwIfAborted(request, attempts);
  return leftMs(call) > 0;
}

function throwIfAborted(request: TransportRequest, attempts: number): void {
  const { signal } = request;
  if (signal?.aborted) throw abortedError(request, { attempts, cause: signal.reason });
}

/** Makes the one policy that every way of calling shares. Throws `ConfigError` for options that cannot be used. */
export function createSender(options: TransportOptions): Sender {
  const settings = resolveSettings(options);
  return async (request) => {
    const call = prepare(settings, request);
    throwIfAborted(request, 0);
    for (let attempts = 1; ; attempts++) {
      const outcome = await tryOnce(call, attempts);
      if (await waited(call, outcome, attempts)) continue;
      if (outcome instanceof ConnectionError) throw outcome;
      return outcome;
    }
  };
}
