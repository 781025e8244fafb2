import { ownPrefix, pageSize, pagesOf, type RedisPort, startingWith } from "./port.ts";

/** The part of an ioredis client that `redisCache` uses. */
export interface IoRedisClient {
  readonly options?: unknown;
  get(key: string): Promise<unknown>;
  mget(keys: string[]): Promise<readonly unknown[]>;
  set(key: string, value: string): Promise<unknown>;
  psetex(key: string, milliseconds: number, value: string): Promise<unknown>;
  unlink(keys: string[]): Promise<unknown>;
  scan(cursor: string, match: "MATCH", pattern: string, count: "COUNT", size: number): Promise<[string, string[]]>;
}

/** The part of an ioredis cluster that `redisCache` uses. */
export interface IoRedisCluster extends IoRedisClient {
  nodes(role: "master"): readonly IoRedisClient[];
}

/** A port over a single server. */
export function ioRedisPort(client: IoRedisClient): RedisPort {
  return {
    get: (key) => client.get(key),
    getMany: async (keys) => (await Promise.all(pagesOf(keys).map((page) => client.mget([...page])))).flat(),
    set: (key, text, ttlMs) => (ttlMs === null ? client.set(key, text) : client.psetex(key, ttlMs, text)),
    unlink: (keys) => Promise.all(pagesOf(keys).map((page) => client.unlink([...page]))),
    scan: (prefix) => scanNode(client, prefix, ownPrefix(client)),
  };
}

/** A port over a cluster: commands of one key each, since keys of one command must share a slot. */
export function ioRedisClusterPort(cluster: IoRedisCluster): RedisPort {
  return {
    ...ioRedisPort(cluster),
    getMany: (keys) => Promise.all(keys.map((key) => cluster.get(key))),
    unlink: (keys) => Promise.all(keys.map((key) => cluster.unlink([key]))),
    async *scan(prefix) {
      for (const node of cluster.nodes("master")) yield* scanNode(node, prefix, ownPrefix(cluster));
    },
  };
}

async function* scanNode(node: IoRedisClient, prefix: string, hidden: string): AsyncIterable<readonly string[]> {
  const pattern = startingWith(hidden + prefix);
  let cursor = "0";
  do {
    const [next, keys] = await node.scan(cursor, "MATCH", pattern, "COUNT", pageSize);
    cursor = next;
    if (keys.length > 0) yield keys.map((key) => key.slice(hidden.length));
  } while (cursor !== "0");
}
