import type { FlagCheck, FlagSource, Hooks, Logger, LogLevel, Preflight } from "@schematic/api/core";
import type { Cache } from "@schematic/cache";
import type { EventQueueOptions } from "@schematic/events";
import type { FlagKey, SchematicTypes } from "./types.ts";

/** A default that says more than on or off, for example what entitlement to assume. */
export type FlagDefault =
  | boolean
  | (Pick<FlagCheck, "value"> & Partial<Omit<FlagCheck, "flag" | "source" | "error" | "ageMs">>);

/** Options of one check. */
export interface CheckOptions extends Preflight {
  /** What to answer when nothing else can, or a function that says so. Default: the client's `flagDefaults`, else `false`. */
  readonly defaultValue?: FlagDefault | (() => FlagDefault) | undefined;
  /** Milliseconds for the whole check, retries and caches included. Default: the client's `checkTimeoutMs`. */
  readonly timeoutMs?: number | undefined;
  /** Gives the check up: it then answers with the default. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of a check of several flags, which has no preflight. */
export type BulkCheckOptions = Omit<CheckOptions, keyof Preflight>;

/** Options of one check that answers at once. */
export type SyncCheckOptions = Omit<CheckOptions, "timeoutMs" | "signal">;

/** How events are queued and delivered. What the client knows already (key, addresses, hooks) comes from there. */
export type EventOptions = Omit<
  EventQueueOptions,
  "apiKey" | "environmentId" | "eventCaptureUrl" | "fetch" | "headers" | "hooks" | "logger" | "userAgent"
>;

/** Options of a client. Blank strings count as unset. */
export interface SchematicOptions<T extends SchematicTypes = SchematicTypes> {
  /** Default: none, and the client is offline, with one warning. */
  readonly apiKey?: string | undefined;
  /** Default `https://api.schematichq.com`. Trailing slashes are dropped, path prefixes kept. */
  readonly baseUrl?: string | undefined;
  /** Default `https://c.schematichq.com`. */
  readonly eventCaptureUrl?: string | undefined;
  /** For keys that belong to no environment. */
  readonly environmentId?: string | undefined;
  /** Sent with every request, beneath the SDK's own. A `User-Agent` replaces ours. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** For proxies, transports and tests. Default: the platform's, looked up at each call. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds for one attempt of a call to the API, body included. Default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** Default 2. */
  readonly maxRetries?: number | undefined;
  /** Milliseconds for a whole check, retries and caches included. Default 5,000. */
  readonly checkTimeoutMs?: number | undefined;
  /** Open no connection: checks answer with defaults, events are discarded, calls to the API reject. Default false. */
  readonly offline?: boolean | undefined;
  /** What to answer when nothing else can, by flag key. Copied. Default `{}`: `false`. */
  readonly flagDefaults?: Readonly<Partial<Record<FlagKey<T>, FlagDefault>>> | undefined;
  /** Caches of answers, read in order. Default: one in this process, 1,000 answers for 5 seconds. `[]`: none. */
  readonly flagCache?: Cache | readonly Cache[] | undefined;
  /** When the API fails, repeat an answer of its that is at most this many milliseconds old. Default: never. */
  readonly staleIfErrorMs?: number | undefined;
  /** A local source of answers: `datastream()` of `@schematic/datastream`. */
  readonly datastream?: FlagSource | undefined;
  /** Report locally answered checks to the service: all, none, or each with a probability from 0 to 1. Default `"all"`. */
  readonly flagCheckEvents?: "all" | "off" | { readonly sampleRate: number } | undefined;
  /** How events are delivered. Its `waitUntil` also gets the writing of caches that answer with promises. */
  readonly events?: EventOptions | undefined;
  /** A console, pino or winston logger as it is. Default: the console. */
  readonly logger?: Logger | undefined;
  /** The least severe lines to write. Default `warn`; with a `logger` of your own, everything. */
  readonly logLevel?: LogLevel | undefined;
  /** Observers: they change nothing, and what they throw is logged. */
  readonly hooks?: Hooks | undefined;
}
