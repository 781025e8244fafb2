import {
  ConfigError,
  cleanBaseUrl,
  cleanMs,
  cleanString,
  createLogger,
  createTransport,
  DEFAULT_BASE_URL,
  type Hooks,
  type Logger,
  OfflineError,
  type Transport,
} from "@schematic/api/core";
import { type Cache, localCache } from "@schematic/cache";
import type { EventOptions, SchematicOptions } from "./options.ts";
import { USER_AGENT } from "./version.ts";

const CHECK_TIMEOUT_MS = 5_000;

/** A client's options, checked and completed. */
export interface Settings {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly environmentId: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly isOffline: boolean;
  readonly checkTimeoutMs: number;
  readonly staleIfErrorMs: number | undefined;
  readonly sampleRate: number;
  readonly caches: readonly Cache[];
  readonly transport: Transport;
  readonly waitUntil: EventOptions["waitUntil"];
  readonly logger: Logger;
  readonly hooks: Hooks;
}

/** A transport that opens no connection. */
const offlineTransport: Transport = {
  request: () => Promise.reject(new OfflineError("The client is offline")),
};

function sampleRateOf(events: SchematicOptions["flagCheckEvents"] = "all"): number {
  if (events === "all") return 1;
  if (events === "off") return 0;
  const rate = events?.sampleRate;
  if (typeof rate === "number" && rate >= 0 && rate <= 1) return rate;
  throw new ConfigError('flagCheckEvents must be "all", "off" or { sampleRate } from 0 to 1');
}

function cachesOf(flagCache: SchematicOptions["flagCache"]): readonly Cache[] {
  if (flagCache === undefined) return [localCache()];
  const caches: readonly Cache[] = Array.isArray(flagCache) ? flagCache : [flagCache];
  const isCache = (cache: Cache) => typeof cache?.get === "function" && typeof cache.set === "function";
  if (!caches.every(isCache)) throw new ConfigError("flagCache must be a cache or a list of caches");
  return [...caches];
}

/** Checks the options of a client once. Throws `ConfigError`; starts nothing. */
export function toSettings(options: SchematicOptions): Settings {
  const logger = createLogger({ logger: options.logger, level: options.logLevel });
  const apiKey = cleanString("apiKey", options.apiKey) ?? "";
  if (apiKey === "" && options.offline !== true) {
    logger.warn("No API key was given: the client is offline. Pass apiKey or offline: true");
  }
  const isOffline = options.offline === true || apiKey === "";
  const baseUrl = cleanBaseUrl("baseUrl", options.baseUrl, DEFAULT_BASE_URL);
  const environmentId = cleanString("environmentId", options.environmentId);
  const { staleIfErrorMs } = options;
  const headers = options.headers ?? {};
  const shared = { apiKey, baseUrl, environmentId, headers, logger };
  return {
    ...shared,
    isOffline,
    checkTimeoutMs: cleanMs("checkTimeoutMs", options.checkTimeoutMs, CHECK_TIMEOUT_MS),
    // 0 is never, as it is without the option.
    staleIfErrorMs: staleIfErrorMs === 0 ? undefined : cleanMs("staleIfErrorMs", staleIfErrorMs, 0) || undefined,
    sampleRate: sampleRateOf(options.flagCheckEvents),
    caches: cachesOf(options.flagCache),
    transport: isOffline ? offlineTransport : createTransport({ ...options, ...shared, userAgent: USER_AGENT }),
    waitUntil: options.events?.waitUntil,
    hooks: options.hooks ?? {},
  };
}
