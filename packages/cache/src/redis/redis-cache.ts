import type { Cache, SetOptions } from "../cache.ts";
import { fromJsonText, jsonText } from "../json-text.ts";
import { checkedTtlMs, defaultTtlMs, joinedPrefix } from "../options.ts";
import { type IoRedisClient, type IoRedisCluster, ioRedisClusterPort, ioRedisPort } from "./ioredis.ts";
import { type NodeRedisClient, type NodeRedisCluster, nodeRedisClusterPort, nodeRedisPort } from "./node-redis.ts";
import type { RedisPort } from "./port.ts";

/** A connected client of yours: node-redis 5 or 6, or ioredis; a single server or a cluster. */
export type RedisClient = NodeRedisClient | NodeRedisCluster | IoRedisClient | IoRedisCluster;

/** Options of `redisCache`. */
export interface RedisCacheOptions {
  /** Yours: you connect it, listen to its errors and close it. */
  readonly client: RedisClient;
  /** Put before every key, joined by `:` (one at its end is tolerated). Blank counts as unset. Default `schematic`. */
  readonly prefix?: string | undefined;
  /** Milliseconds that an entry lives unless `set` says otherwise; `null`: for ever. Default 5,000. */
  readonly ttlMs?: number | null | undefined;
}

/** A cache in Redis: every method answers with a promise, which rejects when Redis does. */
export interface RedisCache<T> extends Cache<T> {
  get(key: string): Promise<T | undefined>;
  set(key: string, value: T, options?: SetOptions): Promise<void>;
  delete(key: string): Promise<void>;
  getMany(keys: readonly string[]): Promise<(T | undefined)[]>;
  setMany(entries: readonly (readonly [key: string, value: T])[], options?: SetOptions): Promise<void>;
  deleteMany(keys: readonly string[]): Promise<void>;
  /** Uses SCAN, on every master of a cluster. A key may come twice while Redis is changing. */
  scan(prefix: string): AsyncIterable<string>;
}

/**
 * Values as JSON text in Redis, under `prefix:key`. What is not JSON there is a miss. No command blocks the server.
 * Throws `TypeError` for a client it does not know, `RangeError` for a time to live that is none.
 */
export function redisCache<T>(options: RedisCacheOptions): RedisCache<T> {
  const port = portOf(options.client);
  const prefix = joinedPrefix(options.prefix);
  const fallbackTtlMs = checkedTtlMs(options.ttlMs, defaultTtlMs);
  const set = async (key: string, value: T, { ttlMs }: SetOptions = {}) => {
    await write(port, prefix + key, { text: jsonText(value), ttlMs: checkedTtlMs(ttlMs, fallbackTtlMs) });
  };
  return {
    get: async (key) => fromReply<T>(await port.get(prefix + key)),
    set,
    delete: async (key) => void (await port.unlink([prefix + key])),
    getMany: async (keys) => (await port.getMany(keys.map((key) => prefix + key))).map(fromReply<T>),
    setMany: async (entries, setOptions) =>
      void (await Promise.all(entries.map(([key, value]) => set(key, value, setOptions)))),
    deleteMany: async (keys) => void (await port.unlink(keys.map((key) => prefix + key))),
    async *scan(start) {
      for await (const page of port.scan(prefix + start)) for (const key of page) yield key.slice(prefix.length);
    },
  };
}

function portOf(client: RedisClient): RedisPort {
  if ("masters" in client) return nodeRedisClusterPort(client);
  if ("mGet" in client) return nodeRedisPort(client);
  if ("nodes" in client) return ioRedisClusterPort(client);
  if ("mget" in client) return ioRedisPort(client);
  throw new TypeError("redisCache needs a node-redis or ioredis client.");
}

/** Redis counts whole milliseconds, and refuses 0: what lives less than one lives one, what lives none is removed. */
function write(port: RedisPort, key: string, { text, ttlMs }: { text: string; ttlMs: number | null }) {
  if (ttlMs === 0) return port.unlink([key]);
  return port.set(key, text, ttlMs === null ? null : Math.min(Math.ceil(ttlMs), Number.MAX_SAFE_INTEGER));
}

/** A client may be set to answer with bytes. */
function fromReply<T>(reply: unknown): T | undefined {
  return reply === null || reply === undefined ? undefined : fromJsonText<T>(String(reply));
}
