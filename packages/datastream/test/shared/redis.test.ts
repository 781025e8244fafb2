import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { redisCache } from "@schematic/cache/redis";
import { company, flag, meteredFlag, metric, serve, user, type World } from "../support/fixtures.ts";
import { clients, openCache, RedisServer } from "../support/redis.ts";
import { closeAll, probe, until } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

let redis: RedisServer;
let shared: ReturnType<typeof openCache>;
let server: StreamServer;
let world: World;
const V = "4b54a537";
const context = { company: { slug: "ACME:eu" }, user: { email: "a@X.io" } };
/** A loaded machine may take its time: what is bounded here is shown elsewhere. */
const patient = { cacheTimeoutMs: 5_000, random: () => 0 };

beforeAll(async () => {
  redis = await RedisServer.start();
});
afterAll(() => redis.stop());

beforeEach(async () => {
  world = {
    flags: [flag("Exports", { plan: "plan_pro" }), meteredFlag("reports", "report", 5)],
    companies: [
      company("comp_1", {
        keys: { id: "C-1", slug: "Acme:EU" },
        plan_ids: ["plan_pro"],
        metrics: [metric("report", 3)],
      }),
    ],
    users: [user("user_1", { keys: { email: "A@x.io" } })],
  };
  server = await new StreamServer((asked, peer) => serve(world)(asked, peer)).listen();
  shared = openCache(redis.port);
  await shared.client.flushall();
});

afterEach(async () => {
  await closeAll();
  await server.close();
  shared.close();
});

const exists = async (...keys: string[]) => (await shared.client.mget(keys)).map((text) => text !== null);
const text = (key: string) => shared.client.get(key);

describe.each(Object.keys(clients))("with %s", (name) => {
  it("writes what the stream says under the official keys, in the service's spelling, and a new process answers from it while the service is down", async () => {
    const opened = await clients[name]?.(redis.port);
    if (opened === undefined) throw new Error("no client");
    const caches = redisCache({ client: opened.client });
    const first = probe(server.url, { caches, ...patient });
    await first.check("exports", context);
    await first.source.close();
    expect((await shared.client.keys("*")).sort()).toEqual(
      [
        `schematic:company:${V}:comp_1`,
        `schematic:company:${V}:id:c-1`,
        `schematic:company:${V}:slug:acme:eu`,
        `schematic:flags:${V}:exports`,
        `schematic:flags:${V}:reports`,
        `schematic:user:${V}:email:a@x.io`,
        `schematic:user:${V}:user_1`,
      ].sort(),
    );
    expect(JSON.parse((await text(`schematic:company:${V}:comp_1`)) ?? "")).toEqual(world.companies[0]);
    expect(await text(`schematic:company:${V}:slug:acme:eu`)).toBe('"comp_1"');
    await server.close();
    const second = probe(server.url, { caches, ...patient });
    expect(await second.check("Exports", context)).toMatchObject({
      value: true,
      companyId: "comp_1",
      userId: "user_1",
    });
    expect(second.source.checkSync("exports", context)?.value).toBe(true);
    await second.source.close();
    opened.close();
    await server.listen();
  });
});

describe("what is written", () => {
  it("lives for a day, flags for 30; or as long as the option says; or for ever", async () => {
    for (const [cacheTtlMs, entityMs, flagMs] of [
      [undefined, 86_400_000, 30 * 86_400_000],
      [31 * 86_400_000, 31 * 86_400_000, 31 * 86_400_000],
      [null, -1, -1],
    ] as const) {
      await shared.client.flushall();
      const { check, source } = probe(server.url, { caches: shared.cache, cacheTtlMs, ...patient });
      await check("exports", context);
      await source.close();
      const near = (ms: number) => (ms < 0 ? [-1] : [expect.closeTo(ms, -5)]);
      expect([await shared.client.pttl(`schematic:company:${V}:comp_1`)]).toEqual(near(entityMs));
      expect([await shared.client.pttl(`schematic:company:${V}:id:c-1`)]).toEqual(near(entityMs));
      expect([await shared.client.pttl(`schematic:flags:${V}:exports`)]).toEqual(near(flagMs));
    }
  });

  it("follows partials, lost keys and deletes, and never contains what was only tracked here", async () => {
    const { check, source } = probe(server.url, { caches: shared.cache, ...patient });
    await check("exports", context);
    source.tracked({ event: "report", company: { id: "C-1" }, quantity: 40 });
    server.last.partial("comp_1", { base_plan_id: "plan_x" });
    server.last.company(company("comp_1", { keys: { id: "C-2" } }));
    await until(() => source.checkSync("exports", { company: { id: "C-2" } }) !== undefined);
    server.last.partial("comp_1", { base_plan_id: "plan_y" });
    server.last.user({ id: "user_1" }, "delete");
    server.last.send({ data: { key: "reports" }, entity_type: "rulesengine.Flag", message_type: "delete" });
    await until(() => source.checkSync("reports", {}) === undefined);
    await source.close();
    expect(JSON.parse((await text(`schematic:company:${V}:comp_1`)) ?? "")).toMatchObject({
      base_plan_id: "plan_y",
      metrics: [],
    });
    const keys = [`company:${V}:id:c-1`, `company:${V}:slug:acme:eu`, `user:${V}:user_1`, `flags:${V}:reports`];
    expect(await exists(...keys.map((key) => `schematic:${key}`))).toEqual([false, false, false, false]);
    expect(await exists(`schematic:company:${V}:id:c-2`)).toEqual([true]);
  });

  it("removes flags that were deleted while nobody was running, of this version only", async () => {
    await shared.client.mset({
      [`schematic:flags:${V}:gone`]: JSON.stringify(flag("gone")),
      "schematic:flags:0ther000:kept": JSON.stringify(flag("kept")),
      "schematic:credit-lease:comp_1:c": "{}",
    });
    const { ready } = probe(server.url, { caches: shared.cache, ...patient });
    await ready();
    let left: boolean[] = [true];
    for (let n = 0; n < 500 && left[0]; n++) left = await exists(`schematic:flags:${V}:gone`);
    expect(left).toEqual([false]);
    expect(await exists("schematic:flags:0ther000:kept", "schematic:credit-lease:comp_1:c")).toEqual([true, true]);
  });
});

describe("what is read", () => {
  it("takes one MGET for a flag and all keys and one for the entities, and a hot check none", async () => {
    const first = probe(server.url, { caches: shared.cache, ...patient });
    await first.check("exports", context);
    await first.source.close();
    await server.close();
    const { check, source } = probe(server.url, { caches: shared.cache, cacheRereadMs: 60_000, ...patient });
    await shared.client.config("RESETSTAT");
    await check("exports", { company: { id: "C-1", slug: "acme:eu" }, user: { email: "a@x.io" } });
    for (let n = 0; n < 100; n++) source.checkSync("exports", context);
    await check("exports", context);
    const stats = await shared.client.info("commandstats");
    expect(stats).toMatch(/cmdstat_mget:calls=2,/);
    expect(stats).not.toMatch(/cmdstat_get:/);
    await server.listen();
  });

  it("by 1,000 checks at once for 1,000 companies takes few commands", async () => {
    const ids = Array.from({ length: 1_000 }, (_, n) => `c${n}`);
    const stored = ids.flatMap((id) => [
      [`schematic:company:${V}:id:${id}`, JSON.stringify(id)],
      [`schematic:company:${V}:${id}`, JSON.stringify(company(id, { plan_ids: ["plan_pro"] }))],
    ]);
    await shared.client.mset([[`schematic:flags:${V}:exports`, JSON.stringify(world.flags[0])], ...stored].flat());
    await server.close();
    const { check, ready } = probe(server.url, { caches: shared.cache, ...patient, cacheTimeoutMs: 20_000 });
    await ready(50);
    await shared.client.config("RESETSTAT");
    const answers = await Promise.all(ids.map((id) => check("exports", { company: { id } }, { timeoutMs: 30_000 })));
    expect(answers.map((answer) => answer?.companyId)).toEqual(ids);
    const [, calls] = /cmdstat_mget:calls=(\d+),/.exec(await shared.client.info("commandstats")) ?? [];
    expect(Number(calls)).toBeGreaterThan(0);
    expect(Number(calls)).toBeLessThanOrEqual(20);
    await server.listen();
  });

  it("is checked: an entity without the key, a pointer to nothing, and no JSON are misses", async () => {
    await server.close();
    await shared.client.mset({
      [`schematic:flags:${V}:exports`]: JSON.stringify(world.flags[0]),
      [`schematic:company:${V}:a:b:c`]: '"comp_1"',
      [`schematic:company:${V}:comp_1`]: JSON.stringify(company("comp_1", { keys: { a: "b:c" } })),
      [`schematic:company:${V}:id:dangling`]: '"comp_9"',
      [`schematic:company:${V}:id:torn`]: '"comp',
      [`schematic:company:${V}:id:odd`]: '{"a":1}',
    });
    const { check } = probe(server.url, { caches: shared.cache, ...patient });
    expect((await check("exports", { company: { a: "b:c" } }))?.companyId).toBe("comp_1");
    for (const keys of [{ "a:b": "c" }, { id: "dangling" }, { id: "torn" }, { id: "odd" }]) {
      expect(await check("exports", { company: keys as Record<string, string> })).toBeUndefined();
    }
    await server.listen();
  });

  it("gives way to the stream as soon as that has something to say", async () => {
    const first = probe(server.url, { caches: shared.cache, ...patient });
    await first.check("exports", context);
    await first.source.close();
    await server.close();
    const { check, source } = probe(server.url, { caches: shared.cache, ...patient });
    expect((await check("exports", context))?.value).toBe(true);
    world.companies = [{ ...company("comp_1", { keys: { id: "C-1", slug: "Acme:EU" } }) } as never];
    await server.listen();
    await until(() => source.checkSync("exports", context)?.value === false);
    expect(source.checkSync("exports", context)?.ageMs).toBe(0);
  });

  it("is not trusted, and so not read, where maxStaleMs asks how old it is", async () => {
    const first = probe(server.url, { caches: shared.cache, ...patient });
    await first.check("exports", context);
    await first.source.close();
    await server.close();
    const { check } = probe(server.url, { caches: shared.cache, maxStaleMs: 60_000, ...patient });
    await shared.client.config("RESETSTAT");
    expect(await check("exports", context)).toBeUndefined();
    expect(await shared.client.info("commandstats")).not.toMatch(/cmdstat_m?get:/);
    await server.listen();
  });
});

describe("while Redis is down", () => {
  afterEach(async () => {
    await redis.stop();
    await redis.start();
  });

  it("checks are answered from the stream, and what changed meanwhile is written when it is back", async () => {
    const { check, source, lines } = probe(server.url, { caches: shared.cache, random: () => 0 });
    await check("exports", context);
    await redis.stop();
    server.last.partial("comp_1", { plan_ids: [] });
    await until(() => source.checkSync("exports", context)?.value === false);
    server.last.partial("comp_1", { plan_ids: ["plan_x"] });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await redis.start();
    let stored: { plan_ids?: string[] } = {};
    for (let n = 0; n < 2_000 && stored.plan_ids?.[0] !== "plan_x"; n++) {
      stored = JSON.parse((await text(`schematic:company:${V}:comp_1`)) ?? "{}");
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(stored.plan_ids).toEqual(["plan_x"]);
    expect(lines.join()).not.toContain("acme");
  }, 30_000);

  it("a check that needs it is left to the API within the bound, and the next ones do not wait at all", async () => {
    await redis.stop();
    await server.close();
    let reads = 0;
    const getMany = (keys: readonly string[]) => {
      reads++;
      return shared.cache.getMany(keys);
    };
    const { check } = probe(server.url, { caches: { ...shared.cache, getMany }, cacheTimeoutMs: 100, random: () => 1 });
    expect(await check("exports", context)).toBeUndefined();
    for (let n = 0; n < 200; n++) expect(await check("exports", { company: { id: `c${n}` } })).toBeUndefined();
    expect(reads).toBeLessThan(50);
    await server.listen();
  });
});
