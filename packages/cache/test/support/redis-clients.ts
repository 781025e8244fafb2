import { Cluster, Redis } from "ioredis";
import { createClient as createClient6, createCluster as createCluster6 } from "redis";
import { createClient as createClient5, createCluster as createCluster5 } from "redis5";
import type { RedisClient } from "../../src/redis.ts";

/** A client of one library, connected. */
export interface Connected {
  readonly client: RedisClient;
  close(): Promise<unknown>;
}

const url = (port: number) => `redis://127.0.0.1:${port}`;

/** Connects each library's client to one server. */
export const singleClients: Record<string, (port: number) => Promise<Connected>> = {
  "node-redis 5": async (port) => {
    const client = await createClient5({ url: url(port) }).connect();
    return { client, close: () => client.close() };
  },
  "node-redis 6": async (port) => {
    const client = await createClient6({ url: url(port) }).connect();
    return { client, close: () => client.close() };
  },
  ioredis: async (port) => {
    const client = new Redis(port, "127.0.0.1");
    return { client, close: () => client.quit() };
  },
};

/** Connects each library's cluster client, given one node. */
export const clusterClients: Record<string, (port: number) => Promise<Connected>> = {
  "node-redis 5": async (port) => {
    const client = createCluster5({ rootNodes: [{ url: url(port) }] });
    await client.connect();
    return { client, close: () => client.close() };
  },
  "node-redis 6": async (port) => {
    const client = createCluster6({ rootNodes: [{ url: url(port) }] });
    await client.connect();
    return { client, close: () => client.close() };
  },
  ioredis: async (port) => {
    const client = new Cluster([{ host: "127.0.0.1", port }]);
    return { client, close: () => client.quit() };
  },
};
