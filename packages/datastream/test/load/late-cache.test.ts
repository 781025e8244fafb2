import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { Cache } from "@schematic/cache";
import { company, flag, serve, type World } from "../support/fixtures.ts";
import { closeAll, probe, until } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

let server: StreamServer;
let world: World;
let answerLate: (() => void)[];
const context = { company: { id: "comp_1" } };
const stored = new Map<string, unknown>([
  ["flags:4b54a537:pro", flag("pro")],
  ["company:4b54a537:id:comp_1", "comp_1"],
  ["company:4b54a537:comp_1", company("comp_1")],
]);

/** Answers when the test says so. */
const slow: Cache = {
  get: (key) =>
    new Promise((resolve) => {
      answerLate.push(() => resolve(stored.get(key)));
    }),
  set: () => undefined,
  delete: () => undefined,
};

beforeEach(async () => {
  answerLate = [];
  world = { flags: [], companies: [], users: [] };
  server = new StreamServer((asked, peer) => serve(world)(asked, peer));
  await server.listen();
});
afterEach(async () => {
  await closeAll();
  await server.close();
});

it("what a cache says late does not come back after the stream has denied it", async () => {
  await server.close();
  const { check, source, ready } = probe(server.url, { caches: slow, cacheTimeoutMs: 60_000, random: () => 0 });
  const early = check("pro", context);
  await until(() => answerLate.length === 2);
  world.flags = [flag("other")];
  await server.listen();
  await ready();
  expect(await check("other", context)).toBeUndefined();
  for (let n = 0; n < answerLate.length; n++) answerLate[n]?.();
  await until(() => answerLate.length === 3);
  answerLate[2]?.();
  expect(await early).toBeUndefined();
  expect(source.checkSync("pro", {})).toBeUndefined();
  expect(source.checkSync("other", context)).toBeUndefined();
});

it("a synchronous cache answers a cold start like any other", async () => {
  await server.close();
  const immediate: Cache = { get: (key) => stored.get(key), set: () => undefined, delete: () => undefined };
  const { check, source } = probe(server.url, { caches: immediate, random: () => 1 });
  expect((await check("pro", context))?.value).toBe(true);
  expect(source.checkSync("pro", context)?.companyId).toBe("comp_1");
});

it("caches in some slots only are used for those", async () => {
  const flags = new Map<string, unknown>();
  const cache: Cache = {
    get: (key) => flags.get(key),
    set: (key, value) => void flags.set(key, value),
    delete: (key) => void flags.delete(key),
  };
  world = { flags: [flag("pro")], companies: [company("comp_1")], users: [] };
  const { check } = probe(server.url, { caches: { flags: cache } });
  await check("pro", context);
  await until(() => flags.size === 1);
  expect([...flags.keys()]).toEqual(["flags:4b54a537:pro"]);
});

it("a cache that throws at once is a cache that is away", async () => {
  world = { flags: [flag("pro")], companies: [company("comp_1")], users: [] };
  const fail = () => {
    throw new Error("mine");
  };
  const broken: Cache = { get: fail, set: fail, delete: fail, getMany: fail, setMany: fail, scan: fail };
  const { check } = probe(server.url, { caches: broken });
  expect((await check("pro", context))?.value).toBe(true);
  expect(await check("pro", { company: { id: "nobody" } })).toBeUndefined();
});

it("what never changes is written again at half of its life, so that a connection that never breaks lets nothing expire", async () => {
  const writes: string[] = [];
  const cache: Cache = { get: () => undefined, set: (key) => void writes.push(key), delete: () => undefined };
  world = { flags: [flag("pro")], companies: [company("comp_1")], users: [] };
  const { check } = probe(server.url, { caches: cache, cacheTtlMs: 2_000 });
  await check("pro", context);
  const times = (key: string) => writes.filter((written) => written === key).length;
  await until(() => times("company:4b54a537:comp_1") >= 2 && times("company:4b54a537:id:comp_1") >= 2);
  expect(times("flags:4b54a537:pro")).toBeGreaterThanOrEqual(2);
  expect(server.asked).toHaveLength(2);
});
