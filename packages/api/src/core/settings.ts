import { ConfigError } from "./config-error.ts";
import { createLogger } from "./create-logger.ts";
import { cleanBaseUrl, cleanCount, cleanMs } from "./options.ts";
import { createHeaders } from "./request-headers.ts";
import { sleep } from "./timers.ts";
import type { TransportOptions } from "./transport.ts";

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_MAX_RETRIES = 2;

/** Checks the options of a transport once, so that calls need not. Throws `ConfigError`. */
export function resolveSettings(options: TransportOptions) {
  if (options.fetch && typeof options.fetch !== "function") throw new ConfigError("fetch must be a function");
  return {
    baseUrl: cleanBaseUrl("baseUrl", options.baseUrl),
    headers: createHeaders(options),
    fetch: options.fetch,
    timeoutMs: cleanMs("timeoutMs", options.timeoutMs, DEFAULT_TIMEOUT_MS),
    maxRetries: cleanCount("maxRetries", options.maxRetries, DEFAULT_MAX_RETRIES),
    logger: createLogger({ logger: options.logger }),
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    sleep: options.sleep ?? sleep,
  };
}

/** What `resolveSettings` gives. */
export type Settings = ReturnType<typeof resolveSettings>;
