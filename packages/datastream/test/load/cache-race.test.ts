import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Cache } from "@schematic/cache";
import { company, flag, meteredFlag, metric, serve, type World } from "../support/fixtures.ts";
import { closeAll, probe, until } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

const V = "4b54a537";
let server: StreamServer;
let world: World;
let stored: Map<string, unknown>;
/** Reads that wait for the test, in the order in which they were asked; `undefined`: reads answer at once. */
let held: (() => void)[] | undefined;
let cache: Cache;

beforeEach(async () => {
  world = { flags: [flag("pro")], companies: [company("comp_1")], users: [] };
  stored = new Map<string, unknown>([
    [`flags:${V}:pro`, flag("pro")],
    [`company:${V}:id:comp_1`, "comp_1"],
    [`company:${V}:comp_1`, company("comp_1")],
  ]);
  held = undefined;
  cache = {
    get: (key) => stored.get(key),
    getMany(keys) {
      const values = keys.map((key) => stored.get(key));
      if (held === undefined) return values;
      const waiting = held;
      return new Promise((resolve) => waiting.push(() => resolve(values)));
    },
    set: (key, value) => void stored.set(key, value),
    delete: (key) => void stored.delete(key),
    async *scan(prefix) {
      for (const key of [...stored.keys()]) if (key.startsWith(prefix)) yield key;
    },
  };
  server = await new StreamServer((asked, peer) => serve(world)(asked, peer)).listen();
});
afterEach(async () => {
  await closeAll();
  await server.close();
});

const context = { company: { id: "comp_1" } };
const gone = { data: null, entity_id: "comp_1", entity_type: "rulesengine.Company", message_type: "delete" };

/** Lets the reads that wait go on until `done` settles. */
async function release<T>(done: Promise<T>): Promise<T> {
  let settled = false;
  void done.finally(() => {
    settled = true;
  });
  await until(() => {
    for (const answer of held?.splice(0) ?? []) answer();
    return settled;
  });
  return done;
}

describe("a company that the service deleted", () => {
  const options = { cacheTimeoutMs: 60_000, requestTimeoutMs: 50, random: () => 0 };

  it("does not come back by a read of the caches that began before", async () => {
    const { check, source, ready } = probe(server.url, { caches: cache, ...options });
    await ready();
    server.script = () => undefined;
    held = [];
    const late = check("pro", context, { timeoutMs: 60_000 });
    await until(() => held?.length === 1);
    server.last.send(gone);
    server.last.send({ data: flag("after"), entity_type: "rulesengine.Flag", message_type: "full" });
    await until(() => source.checkSync("after", {}) !== undefined);
    expect(await release(late)).toBeUndefined();
    expect(source.checkSync("pro", context)).toBeUndefined();
  });

  it("does not come back by a cache that could not be told yet", async () => {
    const deaf = { ...cache, delete: () => Promise.reject(new Error("down")) };
    const { check, source, ready } = probe(server.url, { caches: deaf, ...options });
    await ready();
    expect((await check("pro", context))?.value).toBe(true);
    server.last.send(gone);
    await until(() => source.checkSync("pro", context) === undefined);
    await server.close();
    expect(await check("pro", context)).toBeUndefined();
    world.companies = [company("comp_1")];
    await server.listen();
    await until(() => source.checkSync("pro", context)?.value === true);
  });

  it("while nobody was running is not found in the caches any more, once the service has said so", async () => {
    world.companies = [];
    const first = probe(server.url, { caches: cache });
    expect(await first.check("pro", context)).toBeUndefined();
    await first.source.close();
    await server.close();
    const second = probe(server.url, { caches: cache, ...options });
    expect((await second.check("pro", {}))?.value).toBe(true);
    expect(await second.check("pro", context)).toBeUndefined();
    await server.listen();
  });

  it("is removed from the caches with its keys though memory had no room for it", async () => {
    world.companies.push(company("comp_2"));
    const { check, ready } = probe(server.url, { caches: cache, maxCompanies: 1, ...options });
    await ready();
    await check("pro", context);
    await check("pro", { company: { id: "comp_2" } });
    server.last.send({ ...gone, data: company("comp_1") });
    await until(() => !stored.has(`company:${V}:comp_1`) && !stored.has(`company:${V}:id:comp_1`));
  });
});

describe("a read that is overtaken", () => {
  it("does not replace what the stream said later, although the stream is gone again", async () => {
    await server.close();
    const fixed = { ...cache, set: () => undefined };
    const { check, source, ready, statuses } = probe(server.url, {
      caches: fixed,
      cacheTimeoutMs: 60_000,
      random: () => 0,
    });
    await ready(50);
    held = [];
    const late = check("pro", { company: { id: "comp_1", other: "x" } }, { timeoutMs: 60_000 });
    await until(() => held?.length === 1);
    world.companies = [company("comp_1", { keys: { id: "comp_1", other: "x" }, plan_ids: ["plan_new"] })];
    world.flags = [flag("pro", { plan: "plan_new" })];
    await server.listen();
    const early = check("pro", { company: { other: "x" } }, { timeoutMs: 60_000 });
    await until(() => {
      for (const answer of held?.splice(1) ?? []) answer();
      return source.checkSync("pro", { company: { other: "x" } })?.value === true;
    });
    await server.close();
    await until(() => statuses.at(-1)?.ready === false);
    await release(Promise.all([late, early]));
    expect(source.checkSync("pro", { company: { other: "x" } })?.value).toBe(true);
  });
});

describe("what cannot be anything", () => {
  it("in a cache is a miss, even nested too deep to be looked at, and no rejection is left unhandled", async () => {
    await server.close();
    const deep = JSON.parse(`${"[".repeat(200_000)}${"]".repeat(200_000)}`) as unknown;
    stored.set(`company:${V}:comp_1`, { ...company("comp_1"), traits: deep });
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on("unhandledRejection", note);
    const { check, source } = probe(server.url, { caches: cache, random: () => 1 });
    expect(source.checkSync("pro", context)).toBeUndefined();
    expect(await check("pro", context)).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });
});

describe("what was tracked", () => {
  it("stays while a cache is read again and says the same as before", async () => {
    await server.close();
    stored.set(`flags:${V}:reports`, meteredFlag("reports", "report", 5));
    stored.set(`company:${V}:comp_1`, company("comp_1", { metrics: [metric("report", 3)] }));
    const { check, source } = probe(server.url, { caches: cache, cacheRereadMs: 1, random: () => 1 });
    expect((await check("reports", context))?.value).toBe(true);
    source.tracked({ event: "report", ...context, quantity: 2 });
    for (let n = 0; n < 5; n++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect((await check("reports", context))?.value).toBe(false);
    }
    stored.set(`company:${V}:comp_1`, company("comp_1", { metrics: [metric("report", 4)] }));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await check("reports", context))?.value).toBe(true);
  });
});

describe("a key that moves from one company to another", () => {
  const slug = { company: { slug: "acme" } };

  it("leads to its new one in the caches too, in whatever order the two are told", async () => {
    world.companies = [company("comp_1", { keys: { id: "comp_1", slug: "acme" } }), company("comp_2")];
    const { check, source } = probe(server.url, { caches: cache, random: () => 0 });
    await check("pro", slug);
    await check("pro", { company: { id: "comp_2" } });
    const pointer = () => stored.get(`company:${V}:slug:acme`);
    await until(() => pointer() === "comp_1");
    server.last.company(company("comp_2", { keys: { id: "comp_2", slug: "acme" } }));
    server.last.partial("comp_1", { plan_ids: ["plan_x"] });
    await until(() => (stored.get(`company:${V}:comp_1`) as { plan_ids: string[] }).plan_ids.length === 1);
    await until(() => pointer() === "comp_2");
    server.last.company(company("comp_1", { keys: { id: "comp_1" } }));
    server.last.send({ ...gone, data: company("comp_1", { keys: { id: "comp_1", slug: "acme" } }) });
    await until(() => !stored.has(`company:${V}:comp_1`));
    await source.close();
    expect(pointer()).toBe("comp_2");
  });

  it("is not taken away again by what an old cache says of its old one", async () => {
    world.companies = [company("comp_2", { keys: { id: "comp_2", slug: "acme" } })];
    stored.set(`company:${V}:comp_1`, company("comp_1", { keys: { id: "comp_1", slug: "acme" } }));
    const { check, source, statuses } = probe(server.url, { caches: cache, random: () => 0 });
    expect((await check("pro", slug))?.companyId).toBe("comp_2");
    await server.close();
    await until(() => statuses.at(-1)?.ready === false);
    expect((await check("pro", context))?.companyId).toBe("comp_1");
    expect(source.checkSync("pro", slug)?.companyId).toBe("comp_2");
  });
});

describe("flags that appear while old ones are looked for in the caches", () => {
  it("are not taken for old ones", async () => {
    let found: () => void = () => undefined;
    const scanned = new Promise<void>((resolve) => {
      found = resolve;
    });
    let begun = false;
    const slow: Cache = {
      ...cache,
      async *scan() {
        begun = true;
        await scanned;
        yield* [`flags:${V}:old`, `flags:${V}:new`];
      },
    };
    stored.set(`flags:${V}:old`, flag("old"));
    const { ready } = probe(server.url, { caches: slow, random: () => 0 });
    await ready();
    await until(() => begun);
    server.last.send({ data: flag("new"), entity_type: "rulesengine.Flag", message_type: "full" });
    await until(() => stored.has(`flags:${V}:new`));
    found();
    await until(() => !stored.has(`flags:${V}:old`));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(stored.has(`flags:${V}:new`)).toBe(true);
  });
});
