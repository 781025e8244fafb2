import {
  ConfigError,
  cleanBaseUrl,
  cleanMs,
  cleanString,
  createLogger,
  createTransport,
  type Hooks,
  type Logger,
} from "@schematic/api/core";
import type { QueueSpool, Spool } from "./spool.ts";
import { steadyClock } from "./steady-clock.ts";
import { USER_AGENT } from "./version.ts";

// The service's limit; it answers 400 to more.
const MAX_BATCH_SIZE = 100;
// A burst of 200,000 ordinary events fits.
const MAX_QUEUE_BYTES = 64 * 1_024 * 1_024;
const MAX_QUEUED_FLAG_CHECKS = 10_000;
const FLUSH_INTERVAL_MS = 1_000;
const REQUEST_TIMEOUT_MS = 10_000;
// More did not make a burst faster when measured, and every one of them may be in doubt after a failure.
const MAX_IN_FLIGHT = 4;

/** The address of the hosted capture service. */
export const DEFAULT_CAPTURE_URL = "https://c.schematichq.com";

/** How a queue delivers, what it keeps, and whom it tells. */
export interface EventQueueOptions {
  readonly apiKey: string;
  /** Default `https://c.schematichq.com`. Blank counts as unset, trailing slashes are dropped, path prefixes kept. */
  readonly eventCaptureUrl?: string | undefined;
  /** For keys that are not bound to one environment. */
  readonly environmentId?: string | undefined;
  /** Sent with every request, beneath the SDK's own. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Default: the platform's. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** A console, pino or winston logger as it is. Default: the console, from `warn`. */
  readonly logger?: Logger | undefined;
  /** `onEvent` hears what was delivered and dropped, `onError` what failed meanwhile. */
  readonly hooks?: Hooks | undefined;
  /** Milliseconds that an event waits for others at most. Default 1,000. */
  readonly flushIntervalMs?: number | undefined;
  /** Events in one request. Default 100, the service's limit; more counts as 100. */
  readonly maxBatchSize?: number | undefined;
  /** Bytes of identify and track events that may be undelivered, counted as the characters of their JSON. Default 64 MiB. */
  readonly maxQueueBytes?: number | undefined;
  /** Flag checks that may be undelivered; beyond it the oldest go. Default 10,000. */
  readonly maxQueuedFlagChecks?: number | undefined;
  /** Milliseconds for one request, answer included. Default 10,000. */
  readonly requestTimeoutMs?: number | undefined;
  /** Requests with identify and track events at a time. Default 4. */
  readonly maxInFlight?: number | undefined;
  /** Which identify or track events go when `maxQueueBytes` is reached. Default `drop-oldest`. */
  readonly whenFull?: "drop-oldest" | "drop-newest" | undefined;
  /** Keeps accepted identify and track events across crashes: `fileSpool` of `@schematic/events/file`. */
  readonly spool?: Spool | undefined;
  /** Called with a promise of delivery after events were accepted, to keep a serverless function running until then. */
  readonly waitUntil?: ((delivery: Promise<unknown>) => void) | undefined;
  /** The package that calls, as `@schematic/<package>/<version>`. Default: this one. */
  readonly userAgent?: string | undefined;
  /** Unix milliseconds. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** From 0 up to 1, for jitter. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

type NumberOption = {
  [Name in keyof EventQueueOptions]-?: number extends EventQueueOptions[Name] ? Name : never;
}[keyof EventQueueOptions];

function fullPolicy(value: EventQueueOptions["whenFull"]): "drop-oldest" | "drop-newest" {
  if (value === undefined || value === "drop-oldest") return "drop-oldest";
  if (value !== "drop-newest") throw new ConfigError("whenFull must be drop-oldest or drop-newest");
  return value;
}

function functionOf<T>(name: string, value: T | null | undefined): T | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "function") throw new ConfigError(`${name} must be a function`);
  return value;
}

function spoolOf(spool: Spool | null | undefined): QueueSpool | undefined {
  if (spool === undefined || spool === null) return undefined;
  if (typeof spool.forQueue !== "function") throw new ConfigError("spool must be a spool, such as fileSpool()");
  return spool.forQueue();
}

/** Checks the options of a queue once. Throws `ConfigError`; starts nothing. */
export function resolveOptions(options: EventQueueOptions) {
  const baseUrl = cleanBaseUrl("eventCaptureUrl", options.eventCaptureUrl, DEFAULT_CAPTURE_URL);
  const now = functionOf("now", options.now) ?? Date.now;
  const apiKey = cleanString("apiKey", options.apiKey) ?? "";
  const environmentId = cleanString("environmentId", options.environmentId);
  const above0 = (name: NumberOption, fallback: number) => cleanMs(name, options[name], fallback);
  const requestTimeoutMs = above0("requestTimeoutMs", REQUEST_TIMEOUT_MS);
  return {
    apiKey,
    requestTimeoutMs,
    transport: createTransport({
      ...options,
      ...{ apiKey, baseUrl, environmentId, timeoutMs: requestTimeoutMs },
      // Repeating a batch is the queue's own business.
      maxRetries: 0,
      userAgent: options.userAgent ?? USER_AGENT,
    }),
    identity: [apiKey, baseUrl, environmentId ?? ""],
    logger: createLogger({ logger: options.logger }),
    hooks: options.hooks ?? {},
    flushIntervalMs: above0("flushIntervalMs", FLUSH_INTERVAL_MS),
    maxBatchSize: Math.min(above0("maxBatchSize", MAX_BATCH_SIZE), MAX_BATCH_SIZE),
    maxQueueBytes: above0("maxQueueBytes", MAX_QUEUE_BYTES),
    maxQueuedFlagChecks: above0("maxQueuedFlagChecks", MAX_QUEUED_FLAG_CHECKS),
    maxInFlight: above0("maxInFlight", MAX_IN_FLIGHT),
    whenFull: fullPolicy(options.whenFull),
    spool: spoolOf(options.spool),
    waitUntil: functionOf("waitUntil", options.waitUntil),
    now,
    steadyNow: steadyClock(now),
    random: functionOf("random", options.random) ?? Math.random,
  };
}

/** What `resolveOptions` gives. */
export type Settings = ReturnType<typeof resolveOptions>;
