import {
  ConfigError,
  cleanCount,
  cleanMs,
  cleanString,
  createLogger,
  type Hooks,
  type Logger,
  type SourceHost,
} from "@schematic/api/core";
import { createEngine, type RulesEngine } from "@schematic/rulesengine";
import { streamUrl } from "./connection/url.ts";
import type { WebSocketClass } from "./connection/web-socket.ts";
import type { DatastreamOptions } from "./options.ts";
import { type CacheSlots, slotsOf } from "./shared/slots.ts";

/** The options with every default in its place, checked. */
export interface Settings {
  readonly apiKey: string | undefined;
  readonly url: string;
  readonly environmentId: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly logger: Logger;
  readonly hooks: Hooks;
  readonly webSocket: WebSocketClass | undefined;
  readonly engine: RulesEngine;
  readonly slots: CacheSlots;
  readonly cacheTtlMs: number | null;
  readonly cacheRereadMs: number;
  readonly cacheTimeoutMs: number;
  readonly maxCompanies: number;
  readonly maxUsers: number;
  readonly maxStaleMs: number;
  readonly requestTimeoutMs: number;
  readonly pingIntervalMs: number;
  readonly replicator: ReplicatorSettings | undefined;
  readonly now: () => number;
  readonly random: () => number;
}

/** The options of replicator mode, checked. */
export interface ReplicatorSettings {
  readonly healthUrl: string;
  readonly healthIntervalMs: number;
  readonly fetch: typeof globalThis.fetch;
}

/** The official SDKs' bound for companies and users. */
const DAY_MS = 24 * 60 * 60 * 1000;
const HEALTH_URL = "http://localhost:8090/ready";

/** Checks the options, fills in what the client has and the defaults. Throws `ConfigError` for what cannot be used. */
export function toSettings(options: DatastreamOptions, host?: SourceHost): Settings {
  const slots = slotsOf(options.caches);
  return {
    apiKey: cleanString("apiKey", options.apiKey ?? host?.apiKey),
    url: streamUrl(cleanString("baseUrl", options.baseUrl) ?? host?.baseUrl),
    environmentId: cleanString("environmentId", options.environmentId ?? host?.environmentId),
    headers: options.headers ?? host?.headers ?? {},
    logger: options.logger === undefined && host !== undefined ? host.logger : createLogger({ logger: options.logger }),
    hooks: options.hooks ?? host?.hooks ?? {},
    webSocket: options.webSocket,
    engine: options.engine ?? createEngine({ now: options.now }),
    slots,
    ...durations(options),
    maxCompanies: cleanCount("maxCompanies", options.maxCompanies, 100_000),
    maxUsers: cleanCount("maxUsers", options.maxUsers, 100_000),
    replicator: toReplicator(options.replicator, slots),
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
  };
}

function durations(options: DatastreamOptions) {
  const { cacheTtlMs = DAY_MS, maxStaleMs } = options;
  // No timer of ours waits for it, so the longest delay of timers (24.8 days) is no bound.
  if (cacheTtlMs !== null && !(cacheTtlMs > 0)) throw new ConfigError("cacheTtlMs must be null or a number above 0");
  if (maxStaleMs !== undefined && !(maxStaleMs >= 0)) throw new ConfigError("maxStaleMs must be a number from 0");
  return {
    cacheTtlMs,
    cacheRereadMs: cleanMs("cacheRereadMs", options.cacheRereadMs, 1_000),
    cacheTimeoutMs: cleanMs("cacheTimeoutMs", options.cacheTimeoutMs, 100),
    maxStaleMs: maxStaleMs ?? Number.POSITIVE_INFINITY,
    requestTimeoutMs: cleanMs("requestTimeoutMs", options.requestTimeoutMs, 2_000),
    pingIntervalMs: cleanMs("pingIntervalMs", options.pingIntervalMs, 30_000),
  };
}

function toReplicator(given: DatastreamOptions["replicator"], slots: CacheSlots): ReplicatorSettings | undefined {
  if (given === undefined || given === false) return undefined;
  const { healthUrl, healthIntervalMs, fetch } = given === true ? {} : given;
  const missing = (["flags", "companies", "companyLookups", "users", "userLookups"] as const).filter((s) => !slots[s]);
  if (missing.length > 0) throw new ConfigError(`replicator needs caches for ${missing.join(", ")}`);
  const url = cleanString("replicator.healthUrl", healthUrl) ?? HEALTH_URL;
  if (!URL.canParse(url)) throw new ConfigError("replicator.healthUrl is not a URL");
  return {
    healthUrl: url,
    healthIntervalMs: cleanMs("replicator.healthIntervalMs", healthIntervalMs, 30_000),
    fetch: fetch ?? ((...args) => globalThis.fetch(...args)),
  };
}
