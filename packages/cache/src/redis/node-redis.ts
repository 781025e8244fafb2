import { ownPrefix, pageSize, pagesOf, type RedisPort, startingWith } from "./port.ts";

/** The part of a node-redis client (5 or 6) that `redisCache` uses. */
export interface NodeRedisClient {
  readonly options?: unknown;
  get(key: string): Promise<unknown>;
  mGet(keys: string[]): Promise<readonly unknown[]>;
  set(key: string, value: string): Promise<unknown>;
  pSetEx(key: string, milliseconds: number, value: string): Promise<unknown>;
  unlink(keys: string[]): Promise<unknown>;
  scanIterator(options: { MATCH: string; COUNT: number }): AsyncIterable<unknown>;
}

/** The part of a node-redis cluster (5 or 6) that `redisCache` uses. */
export interface NodeRedisCluster {
  readonly masters: readonly object[];
  nodeClient(node: never): NodeRedisClient | Promise<NodeRedisClient>;
  get(key: string): Promise<unknown>;
  set(key: string, value: string): Promise<unknown>;
  pSetEx(key: string, milliseconds: number, value: string): Promise<unknown>;
  unlink(keys: string): Promise<unknown>;
}

/** A port over a single server. */
export function nodeRedisPort(client: NodeRedisClient): RedisPort {
  return {
    get: (key) => client.get(key),
    getMany: async (keys) => (await Promise.all(pagesOf(keys).map((page) => client.mGet([...page])))).flat(),
    set: (key, text, ttlMs) => (ttlMs === null ? client.set(key, text) : client.pSetEx(key, ttlMs, text)),
    unlink: (keys) => Promise.all(pagesOf(keys).map((page) => client.unlink([...page]))),
    scan: (prefix) => scanNode(client, prefix),
  };
}

/** A port over a cluster: commands of one key each, since keys of one command must share a slot. */
export function nodeRedisClusterPort(cluster: NodeRedisCluster): RedisPort {
  return {
    get: (key) => cluster.get(key),
    getMany: (keys) => Promise.all(keys.map((key) => cluster.get(key))),
    set: (key, text, ttlMs) => (ttlMs === null ? cluster.set(key, text) : cluster.pSetEx(key, ttlMs, text)),
    unlink: (keys) => Promise.all(keys.map((key) => cluster.unlink(key))),
    async *scan(prefix) {
      for (const master of cluster.masters) yield* scanNode(await cluster.nodeClient(master as never), prefix);
    },
  };
}

async function* scanNode(client: NodeRedisClient, prefix: string): AsyncIterable<readonly string[]> {
  const hidden = ownPrefix(client);
  for await (const page of client.scanIterator({ MATCH: startingWith(hidden + prefix), COUNT: pageSize }))
    yield [page].flat().map((key) => String(key).slice(hidden.length));
}
