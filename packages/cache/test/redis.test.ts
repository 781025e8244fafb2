import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Redis } from "ioredis";
import { createClient as createClient6 } from "redis";
import { cacheContract } from "../src/contract.ts";
import { type RedisClient, redisCache } from "../src/redis.ts";
import { type Connected, clusterClients, singleClients } from "./support/redis-clients.ts";
import { type RedisServer, startCluster, startRedis } from "./support/redis-server.ts";

let server: RedisServer;
let cluster: readonly RedisServer[];

beforeAll(async () => {
  server = await startRedis();
  cluster = await startCluster();
}, 30_000);

afterAll(async () => {
  await Promise.all([server, ...cluster].map((node) => node.stop()));
});

function describeContract(name: string, connect: () => Promise<Connected>) {
  describe(name, () => {
    let connected: Connected;
    let cases = 0;
    beforeAll(async () => {
      connected = await connect();
    });
    afterAll(() => connected.close());
    const create = () => redisCache({ client: connected.client, prefix: `case-${cases++}`, ttlMs: 60_000 });
    for (const { name: sentence, run } of cacheContract({ create })) it(sentence, run);
  });
}

for (const [name, connect] of Object.entries(singleClients)) describeContract(name, () => connect(server.port));
for (const [name, connect] of Object.entries(clusterClients))
  describeContract(`${name} on a cluster`, () => connect(cluster[0]?.port ?? 0));

describe("redisCache", () => {
  async function withClient(use: (client: RedisClient) => Promise<void>, port = server.port) {
    for (const connect of Object.values(singleClients)) {
      await server.cli("flushall");
      const { client, close } = await connect(port);
      try {
        await use(client);
      } finally {
        await close();
      }
    }
  }

  it("keeps JSON text under schematic:key, the colon of a given prefix tolerated", () =>
    withClient(async (client) => {
      await redisCache({ client }).set("flags:1:a", { default_value: true });
      expect(await server.cli("get", "schematic:flags:1:a")).toBe('{"default_value":true}\n');
      for (const prefix of ["schematic:", " ", undefined])
        expect(await redisCache({ client, prefix }).get("flags:1:a")).toEqual({ default_value: true });
    }));

  it("gives a time to live below a second to Redis in milliseconds, where the official client stores it for ever", () =>
    withClient(async (client) => {
      await redisCache({ client, ttlMs: 500 }).set("short", 1);
      await redisCache({ client }).set("fraction", 1, { ttlMs: 0.2 });
      const left = Number(await server.cli("pttl", "schematic:short"));
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(500);
      expect(Number(await server.cli("pttl", "schematic:fraction"))).not.toBe(-1);
    }));

  it("sets no expiry for null, five seconds by default", () =>
    withClient(async (client) => {
      await redisCache({ client }).set("ever", 1, { ttlMs: null });
      await redisCache({ client }).set("default", 1);
      expect(await server.cli("pttl", "schematic:ever")).toBe("-1\n");
      expect(Number(await server.cli("pttl", "schematic:default"))).toBeGreaterThan(4_000);
    }));

  it("takes what is not JSON for a miss", () =>
    withClient(async (client) => {
      await server.cli("set", "schematic:corrupt", '{"value":tr');
      expect(await redisCache({ client }).get("corrupt")).toBeUndefined();
      expect(await redisCache({ client }).getMany(["corrupt", "missing"])).toEqual([undefined, undefined]);
    }));

  it("uses no command that blocks the server", () =>
    withClient(async (client) => {
      const cache = redisCache({ client });
      await server.cli("config", "resetstat");
      await cache.setMany([
        ["a", 1],
        ["b", 2],
      ]);
      await cache.getMany(["a", "b"]);
      for await (const key of cache.scan("")) await cache.deleteMany([key]);
      await cache.delete("a");
      const used = [...(await server.cli("info", "commandstats")).matchAll(/cmdstat_(\w+)/g)].map(([, name]) => name);
      expect(used).toEqual(expect.arrayContaining(["mget", "scan", "unlink", "psetex"]));
      for (const blocking of ["keys", "del", "flushdb", "flushall"]) expect(used).not.toContain(blocking);
    }));

  it("rejects when Redis is gone, and leaves the decision to its caller", async () => {
    const gone = await startRedis();
    const client = new Redis(gone.port, "127.0.0.1", { maxRetriesPerRequest: 0, retryStrategy: () => null });
    client.on("error", () => undefined);
    await client.ping();
    await gone.stop();
    await expect(redisCache({ client }).get("a")).rejects.toThrow();
    client.disconnect();
  });

  it("sees through a client's own key prefix when it scans", async () => {
    const node = await createClient6({ url: `redis://127.0.0.1:${server.port}`, keyPrefix: "app*:" }).connect();
    const io = new Redis(server.port, "127.0.0.1", { keyPrefix: "app*:" });
    for (const client of [node, io]) {
      await server.cli("flushall");
      const cache = redisCache({ client });
      await cache.set("flags:a", 1);
      await server.cli("set", "application:schematic:flags:b", "1");
      const keys: string[] = [];
      for await (const key of cache.scan("flags:")) keys.push(key);
      expect(keys).toEqual(["flags:a"]);
      await cache.deleteMany(keys);
      expect(await cache.get("flags:a")).toBeUndefined();
    }
    await Promise.all([node.close(), io.quit()]);
  });

  it("finds the keys of every master of a cluster, and spreads them over all", async () => {
    for (const connect of Object.values(clusterClients)) {
      const { client, close } = await connect(cluster[0]?.port ?? 0);
      const cache = redisCache({ client, prefix: "spread" });
      await cache.setMany(Array.from({ length: 60 }, (_, i) => [`k${i}`, i]));
      const found = new Set<string>();
      for await (const key of cache.scan("k")) found.add(key);
      expect(found.size).toBe(60);
      for (const node of cluster) expect(Number(await node.cli("dbsize"))).toBeGreaterThan(0);
      await cache.deleteMany([...found]);
      await close();
    }
  });

  it("throws for a client that it does not know", () => {
    // @ts-expect-error: a memcached client has no part that it uses
    expect(() => redisCache({ client: { fetch: () => undefined } })).toThrow(TypeError);
  });

  it("throws for a default time to live that is none", () => {
    const client = new Redis({ lazyConnect: true });
    for (const ttlMs of [Number.NaN, -1]) expect(() => redisCache({ client, ttlMs })).toThrow(RangeError);
  });
});
