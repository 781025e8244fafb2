import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { redisCache } from "@schematic/cache/redis";
import { company, flag, serve, user, type World } from "../support/fixtures.ts";
import type { TestClient } from "../support/redis.ts";
import { clusterClients, RedisCluster } from "../support/redis-cluster.ts";
import { closeAll, probe, until } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

const V = "4b54a537";
const COUNT = 30;
let cluster: RedisCluster;
let server: StreamServer;
let world: World;
let opened: TestClient;

beforeAll(async () => {
  cluster = await RedisCluster.start();
}, 60_000);
afterAll(() => cluster.stop());

beforeEach(async () => {
  const ids = Array.from({ length: COUNT }, (_, n) => `comp_${n}`);
  world = {
    flags: [flag("exports", { plan: "plan_pro" }), flag("everyone")],
    companies: ids.map((id) => company(id, { keys: { id, slug: `Slug:${id}` }, plan_ids: ["plan_pro"] })),
    users: [user("user_1", { keys: { email: "A@x.io" } })],
  };
  server = await new StreamServer((asked, peer) => serve(world)(asked, peer)).listen();
  await cluster.clear();
});
afterEach(async () => {
  await closeAll();
  await server.close();
  opened.close();
});

describe.each(Object.keys(clusterClients))("on a cluster with %s", (name) => {
  /** A loaded machine may take its time. */
  const patient = { cacheTimeoutMs: 10_000, random: () => 0 };
  const contextOf = (id: string) => ({ company: { slug: `slug:${id}` }, user: { email: "a@x.io" } });

  beforeEach(async () => {
    const open = clusterClients[name];
    if (open === undefined) throw new Error("no client");
    opened = await open(cluster.ports[0] ?? 0);
  });

  it("what is written is spread over all masters, followed, swept and read again in a cold start", async () => {
    const caches = redisCache({ client: opened.client });
    await caches.set(`flags:${V}:gone`, flag("gone"));
    await caches.set("flags:0ther000:kept", flag("kept"));
    const first = probe(server.url, { caches, ...patient });
    for (const { id } of world.companies) expect((await first.check("exports", contextOf(id)))?.value).toBe(true);
    server.last.partial("comp_0", { plan_ids: [] });
    server.last.send({ data: null, entity_id: "comp_1", entity_type: "rulesengine.Company", message_type: "delete" });
    await until(() => first.source.checkSync("exports", contextOf("comp_0"))?.value === false);
    for (let tries = 0; tries < 500 && (await caches.get(`flags:${V}:gone`)) !== undefined; tries++);
    await first.source.close();
    expect(Math.min(...(await cluster.sizes()))).toBeGreaterThan(0);
    expect(await caches.getMany([`flags:${V}:gone`, `company:${V}:comp_1`, `company:${V}:slug:slug:comp_1`])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(await caches.get("flags:0ther000:kept")).toBeDefined();
    await server.close();
    const second = probe(server.url, { caches, ...patient });
    expect((await second.check("exports", contextOf("comp_0")))?.value).toBe(false);
    expect(await second.check("exports", contextOf("comp_1"))).toBeUndefined();
    for (const { id } of world.companies.slice(2)) {
      expect(await second.check("exports", contextOf(id))).toMatchObject({ companyId: id, value: true });
    }
  }, 30_000);

  it("replicator mode reads what is spread over all masters", async () => {
    const caches = redisCache({ client: opened.client });
    const writer = probe(server.url, { caches, cacheTtlMs: null, ...patient });
    for (const { id } of world.companies) await writer.check("exports", contextOf(id));
    await writer.source.close();
    const health = createServer((_, response) => response.end(JSON.stringify({ ready: true, cache_version: V })));
    await new Promise<void>((resolve) => health.listen(0, "127.0.0.1", resolve));
    const healthUrl = `http://127.0.0.1:${(health.address() as AddressInfo).port}/ready`;
    const { check } = probe(server.url, { caches, replicator: { healthUrl }, ...patient });
    for (const { id } of world.companies) {
      expect(await check("exports", contextOf(id))).toMatchObject({ companyId: id, userId: "user_1", value: true });
    }
    health.closeAllConnections();
    await new Promise((resolve) => health.close(resolve));
  }, 30_000);
});
