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
import { handshakeHeaders } from "./connection/handshake-headers.ts";
import { streamUrl } from "./connection/url.ts";
import type { WebSocketClass } from "./connection/web-socket.ts";
import type { DatastreamOptions } from "./options.ts";
import { type CacheSlots, slotsOf } from "./shared/slots.ts";

/** The options with every default in its place, checked. */
export interface Settings {
  readonly apiKey: string | undefined;
  readonly url: string;
  /** Of the upgrade, the key among them. */
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
  const apiKey = cleanString("apiKey", options.apiKey ?? host?.apiKey);
  const environmentId = cleanString("environmentId", options.environmentId ?? host?.environmentId);
  for (const name of ["webSocket", "now", "random"] as const) checkFunction(name, options[name]);
  return {
    apiKey,
    url: streamUrl(cleanString("baseUrl", options.baseUrl) ?? host?.baseUrl),
    headers: handshakeHeaders({ apiKey, environmentId, headers: options.headers ?? host?.headers }),
    logger: options.logger === undefined && host !== undefined ? host.logger : createLogger({ logger: options.logger }),
    hooks: options.hooks ?? host?.hooks ?? {},
    webSocket: options.webSocket,
    engine: toEngine(options.engine) ?? createEngine({ now: options.now }),
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
  if (cacheTtlMs !== null && !(isNumber(cacheTtlMs) && cacheTtlMs > 0)) {
    throw new ConfigError("cacheTtlMs must be null or a number above 0");
  }
  if (maxStaleMs !== undefined && !(isNumber(maxStaleMs) && maxStaleMs >= 0)) {
    throw new ConfigError("maxStaleMs must be a number from 0");
  }
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
  if (given === null || (given !== true && typeof given !== "object")) {
    throw new ConfigError("replicator must be true or its options");
  }
  const { healthUrl, healthIntervalMs, fetch } = given === true ? {} : given;
  checkFunction("replicator.fetch", fetch);
  const missing = (["flags", "companies", "companyLookups", "users", "userLookups"] as const).filter((s) => !slots[s]);
  if (missing.length > 0) throw new ConfigError(`replicator needs caches for ${missing.join(", ")}`);
  const url = cleanString("replicator.healthUrl", healthUrl) ?? HEALTH_URL;
  if (!/^https?:/i.test(url) || !URL.canParse(url))
    throw new ConfigError("replicator.healthUrl is no http or https URL");
  return {
    healthUrl: url,
    healthIntervalMs: cleanMs("replicator.healthIntervalMs", healthIntervalMs, 30_000),
    fetch: fetch ?? ((...args) => globalThis.fetch(...args)),
  };
}

/** The official engine is loaded with a promise, which is easily taken for it. */
function toEngine(given: RulesEngine | undefined): RulesEngine | undefined {
  if (given === undefined || (typeof given?.checkFlag === "function" && typeof given.versionKey === "string"))
    return given;
  throw new ConfigError("engine must be a rules engine, and not a promise of one");
}

function checkFunction(name: string, given: unknown): void {
  if (given !== undefined && typeof given !== "function") throw new ConfigError(`${name} must be a function`);
}

function isNumber(given: unknown): given is number {
  return typeof given === "number";
}
