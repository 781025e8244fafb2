import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Cache } from "@schematic/cache";
import type { DatastreamOptions } from "../../src/index.ts";
import { company, flag, meteredFlag, metric, user } from "../support/fixtures.ts";
import { openCache, RedisServer } from "../support/redis.ts";
import { closeAll, probe, until } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

let redis: RedisServer;
let shared: ReturnType<typeof openCache>;
let health: Server;
let answer: { status: number; body: string };
let polls: number;
let stream: StreamServer;
const V = "r3pl1c4t";
const context = { company: { slug: "Acme" }, user: { email: "a@x.io" } };

beforeAll(async () => {
  redis = await RedisServer.start();
  stream = await new StreamServer().listen();
});
afterAll(async () => {
  await redis.stop();
  await stream.close();
});

/** Writes as a replicator does: without expiry. */
async function replicate(entries: Record<string, unknown>) {
  const texts = Object.entries(entries).map(([key, value]) => [`schematic:${key}`, JSON.stringify(value)]);
  await shared.client.mset(Object.fromEntries(texts) as Record<string, string>);
}

beforeEach(async () => {
  polls = 0;
  answer = { status: 200, body: JSON.stringify({ ready: true, cache_version: V }) };
  health = createServer((_, response) => {
    polls++;
    response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
  });
  await new Promise<void>((resolve) => health.listen(0, "127.0.0.1", resolve));
  shared = openCache(redis.port);
  await shared.client.flushall();
  await replicate({
    [`flags:${V}:exports`]: flag("exports", { plan: "plan_pro" }),
    [`flags:${V}:reports`]: meteredFlag("reports", "report", 5),
    [`company:${V}:comp_1`]: company("comp_1", {
      keys: { slug: "acme" },
      plan_ids: ["plan_pro"],
      metrics: [metric("report", 3)],
      rules: null,
    }),
    [`company:${V}:slug:acme`]: "comp_1",
    [`user:${V}:user_1`]: user("user_1", { keys: { email: "a@x.io" } }),
    [`user:${V}:email:a@x.io`]: "user_1",
  });
});

afterEach(async () => {
  await closeAll();
  health.closeAllConnections();
  await new Promise((resolve) => health.close(resolve));
  shared.close();
});

function replicated(options: DatastreamOptions = {}, healthIntervalMs = 30) {
  const healthUrl = `http://127.0.0.1:${(health.address() as AddressInfo).port}/ready`;
  const replicator = { healthUrl, healthIntervalMs };
  return probe(stream.url, {
    caches: shared.cache as Cache,
    replicator,
    cacheTimeoutMs: 5_000,
    cacheRereadMs: 20,
    ...options,
  });
}

describe("replicator mode", () => {
  it("awaits the first health answer, adopts its version, and opens no connection", async () => {
    const { check, source, ready } = replicated();
    expect(await check("exports", context)).toMatchObject({ value: true, companyId: "comp_1", userId: "user_1" });
    expect(source.checkSync("exports", context)?.value).toBe(true);
    expect(await ready()).toEqual({ ready: true, detail: "the replicator is ready" });
    expect(stream.upgrades).toHaveLength(0);
  });

  it("sees what the replicator writes, as the promise form at once and the synchronous form soon", async () => {
    const { check, source } = replicated();
    expect((await check("exports", context))?.value).toBe(true);
    await replicate({ [`company:${V}:comp_1`]: company("comp_1", { keys: { slug: "acme" } }) });
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect((await check("exports", context))?.value).toBe(false);
    await replicate({ [`flags:${V}:exports`]: flag("exports") });
    await until(() => source.checkSync("exports", context)?.value === true);
  });

  it("never writes: what has no expiry keeps none, also after something was tracked", async () => {
    const { check, source } = replicated({ cacheTtlMs: 5_000, cacheRereadMs: 60_000 });
    await check("reports", context);
    await shared.client.config("RESETSTAT");
    source.tracked({ event: "report", company: { slug: "acme" }, quantity: 9 });
    expect(source.checkSync("reports", context)?.value).toBe(false);
    await source.close();
    expect(await shared.client.info("commandstats")).not.toMatch(/cmdstat_(set|setex|psetex|del|unlink|expire)/);
    expect(await shared.client.pttl(`schematic:company:${V}:comp_1`)).toBe(-1);
  });

  it("leaves a company that is not there to the API, and does not evaluate without it", async () => {
    const { check } = replicated();
    expect(await check("exports", { company: { slug: "nobody" } })).toBeUndefined();
    expect(await check("nope", context)).toBeUndefined();
  });

  it("forgets what the replicator deleted", async () => {
    const { check } = replicated();
    await check("exports", context);
    await shared.client.del(`schematic:company:${V}:comp_1`, `schematic:company:${V}:slug:acme`);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(await check("exports", context)).toBeUndefined();
  });

  it("leaves everything to the API while the replicator is not ready, and takes the version from any answer", async () => {
    answer = { status: 503, body: JSON.stringify({ ready: false, cache_version: V }) };
    const { check, source, statuses } = replicated();
    expect(await check("exports", context)).toBeUndefined();
    expect(source.checkSync("exports", context)).toBeUndefined();
    answer = { status: 200, body: JSON.stringify({ ready: true }) };
    await until(() => statuses.at(-1)?.ready === true);
    expect((await check("exports", context))?.value).toBe(true);
    answer = { status: 200, body: JSON.stringify({ ready: false }) };
    await until(() => statuses.at(-1)?.ready === false);
    expect(source.checkSync("exports", context)).toBeUndefined();
  });

  it("follows a change of version with the next poll", async () => {
    const { check } = replicated();
    await check("exports", context);
    await replicate({
      "flags:v2:exports": flag("exports", { value: false }),
      "company:v2:slug:acme": "comp_1",
      "company:v2:comp_1": company("comp_1", { keys: { slug: "acme" } }),
      "user:v2:email:a@x.io": "user_1",
      "user:v2:user_1": user("user_1", { keys: { email: "a@x.io" } }),
    });
    answer = { status: 200, body: JSON.stringify({ ready: true, cacheVersion: "v2" }) };
    const before = polls;
    await until(() => polls >= before + 2);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect((await check("exports", context))?.value).toBe(false);
  });

  it("is not upset by one failed poll, but is by the second", async () => {
    const { check, statuses } = replicated();
    expect((await check("exports", context))?.value).toBe(true);
    answer = { status: 200, body: "<html>" };
    await until(() => statuses.at(-1)?.ready === false);
    expect(statuses.at(-1)?.detail).toBe("the replicator gave no answer");
    expect(polls).toBeGreaterThanOrEqual(3);
    answer = { status: 200, body: JSON.stringify({ ready: true }) };
    await until(() => statuses.at(-1)?.ready === true);
  });

  it("leaves checks to the API while Redis is away, within the bound, and recovers", async () => {
    const { check } = replicated({ cacheTimeoutMs: 100 });
    await redis.stop();
    expect(await check("exports", context)).toBeUndefined();
    await redis.start();
    await replicate({ [`flags:${V}:exports`]: flag("exports") });
    let value: boolean | undefined;
    for (let n = 0; n < 300 && value === undefined; n++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      value = (await check("exports", {}))?.value;
    }
    expect(value).toBe(true);
  }, 20_000);

  it("goes on answering from what it has while Redis is away, older and older, and has the new when Redis is back", async () => {
    const { check, source, lines } = replicated({ cacheTimeoutMs: 100, cacheRereadMs: 5 });
    expect((await check("exports", context))?.value).toBe(true);
    await redis.stop();
    for (let n = 0; n < 25; n++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await check("exports", context);
    }
    const held = await check("exports", context);
    expect(held?.value).toBe(true);
    expect(held?.ageMs).toBeGreaterThan(200);
    expect(source.checkSync("exports", context)?.value).toBe(true);
    await redis.start();
    await replicate({
      [`flags:${V}:exports`]: flag("exports", { plan: "plan_other" }),
      [`company:${V}:comp_1`]: company("comp_1", { keys: { slug: "acme" } }),
      [`company:${V}:slug:acme`]: "comp_1",
      [`user:${V}:user_1`]: user("user_1", { keys: { email: "a@x.io" } }),
      [`user:${V}:email:a@x.io`]: "user_1",
    });
    let value: boolean | undefined = true;
    for (let n = 0; n < 500 && value !== false; n++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      value = (await check("exports", context))?.value;
    }
    expect(value).toBe(false);
    const warnings = lines.filter((line) => line.startsWith("warn") && line.includes("could not be read"));
    expect(warnings).toHaveLength(1);
  }, 20_000);

  it("answers from what it has while Redis hangs, and leaves the rest to the API, and has the new when it goes on", async () => {
    const { check } = replicated({ cacheTimeoutMs: 50, cacheRereadMs: 5 });
    expect((await check("exports", context))?.value).toBe(true);
    redis.pause();
    try {
      for (let n = 0; n < 50; n++) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        expect((await check("exports", context))?.value).toBe(true);
        expect(await check("exports", { company: { slug: `other-${n}` } })).toBeUndefined();
      }
    } finally {
      redis.resume();
    }
    await replicate({ [`company:${V}:comp_1`]: company("comp_1", { keys: { slug: "acme" } }) });
    let value: boolean | undefined = true;
    for (let n = 0; n < 500 && value !== false; n++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      value = (await check("exports", context))?.value;
    }
    expect(value).toBe(false);
  }, 20_000);

  it("leaves time for the API while the health address never answers", async () => {
    const hanging = createServer(() => undefined);
    await new Promise<void>((resolve) => hanging.listen(0, "127.0.0.1", resolve));
    const healthUrl = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}/ready`;
    const { check, source } = replicated({ replicator: { healthUrl }, requestTimeoutMs: 50 });
    for (let n = 0; n < 5; n++) expect(await check("exports", context, { timeoutMs: 60_000 })).toBeUndefined();
    await source.close();
    hanging.closeAllConnections();
    await new Promise((resolve) => hanging.close(resolve));
  });

  it("does not ask Redis again at once for what is not there, for whichever flag", async () => {
    const { check, ready } = replicated({ cacheRereadMs: 60_000 });
    await ready();
    await shared.client.config("RESETSTAT");
    for (let n = 0; n < 20; n++) {
      expect(await check("exports", { company: { slug: "nobody" } })).toBeUndefined();
      expect(await check("reports", { company: { slug: "nobody" } })).toBeUndefined();
      expect(await check("nope", {})).toBeUndefined();
    }
    const [, calls] = /cmdstat_mget:calls=(\d+),/.exec(await shared.client.info("commandstats")) ?? [];
    expect(Number(calls)).toBeLessThanOrEqual(4);
  });

  it("has what was not there as soon as it is read again", async () => {
    const { check } = replicated({ cacheRereadMs: 20 });
    const late = { company: { slug: "late" } };
    expect(await check("exports", late)).toBeUndefined();
    await replicate({
      [`company:${V}:comp_2`]: company("comp_2", { keys: { slug: "late" } }),
      [`company:${V}:slug:late`]: "comp_2",
    });
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect((await check("exports", late))?.companyId).toBe("comp_2");
  });

  it("asks Redis once for the same question asked a thousand times at once", async () => {
    const { check, ready } = replicated({ cacheRereadMs: 60_000 });
    await ready();
    await shared.client.config("RESETSTAT");
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => check("exports", context)));
    expect(answers.every((given) => given?.value === true)).toBe(true);
    expect(await shared.client.info("commandstats")).toMatch(/cmdstat_mget:calls=2,/);
  });
});
