import type { Hooks, Logger } from "@schematic/api/core";
import type { Cache } from "@schematic/cache";
import type { RulesEngine } from "@schematic/rulesengine";
import type { WebSocketClass } from "./connection/web-socket.ts";
import type { CacheSlots } from "./shared/slots.ts";

/** Options of `datastream`. What a client that takes it also has (key, address, logger, hooks) comes from there by default. */
export interface DatastreamOptions {
  /** Default: that of the client. */
  readonly apiKey?: string | undefined;
  /** The API's address, from which that of the stream follows, or a `wss:` address. Default: that of the client. */
  readonly baseUrl?: string | undefined;
  /** For keys that belong to no environment. Default: that of the client. */
  readonly environmentId?: string | undefined;
  /** Sent with the upgrade, beneath the SDK's own. Default: those of the client. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Default: that of the client; alone, the console from `warn` on. */
  readonly logger?: Logger | undefined;
  /** Default: those of the client. */
  readonly hooks?: Hooks | undefined;
  /** A WebSocket class that sends headers. Default: `ws` on Node, the platform's on Bun and Deno. */
  readonly webSocket?: WebSocketClass | undefined;
  /** Default: `createEngine()`; also the official WASM engine, or a shadow of one by the other. */
  readonly engine?: RulesEngine | undefined;
  /** Where data is kept beyond this process: one cache for everything, or one for each slot. Default: nowhere. */
  readonly caches?: Cache | CacheSlots | undefined;
  /** Milliseconds that companies and users live without being confirmed or used (flags: at least 30 days); `null`: for ever. Default 24 hours. */
  readonly cacheTtlMs?: number | null | undefined;
  /** Milliseconds after which what was read from `caches` is read again. Default 1,000. */
  readonly cacheRereadMs?: number | undefined;
  /** Milliseconds that one read of `caches` may take. Default 100. */
  readonly cacheTimeoutMs?: number | undefined;
  /** Companies in memory. Default 100,000. */
  readonly maxCompanies?: number | undefined;
  /** Users in memory. Default 100,000. */
  readonly maxUsers?: number | undefined;
  /** Ask the API rather than trust data that was last known to be true longer ago, or nobody knows when. Default: trust it until `cacheTtlMs`. */
  readonly maxStaleMs?: number | undefined;
  /** Milliseconds to wait for one company or user from the stream. Default 2,000. */
  readonly requestTimeoutMs?: number | undefined;
  /** Milliseconds between heartbeats; a silent peer is given up at the second. Default 30,000. */
  readonly pingIntervalMs?: number | undefined;
  /** Read what a Schematic replicator keeps in `caches`, with no connection of its own. */
  readonly replicator?: boolean | ReplicatorOptions | undefined;
  /** Milliseconds since 1970, for the ends of metric periods. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** From 0 to 1, for the jitter of reconnects. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** Options of replicator mode. */
export interface ReplicatorOptions {
  /** Default `http://localhost:8090/ready`. */
  readonly healthUrl?: string | undefined;
  /** Milliseconds between polls; while it is not ready, or does not answer, a second at most. Default 30,000. */
  readonly healthIntervalMs?: number | undefined;
  /** Default: the platform's. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}
