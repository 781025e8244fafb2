import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import { company, flag, serve, user } from "../support/fixtures.ts";
import { closeAll, probe, until } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

let server: StreamServer;
const of = (id: string) => ({ company: { id } });

beforeEach(async () => {
  const companies = ["a", "b", "c", "d"].map((id) => company(id));
  server = await new StreamServer(serve({ flags: [flag("pro")], companies, users: [user("u"), user("v")] })).listen();
});
afterEach(async () => {
  await closeAll();
  await server.close();
  jest.useRealTimers();
});

it("memory holds no more companies and users than it may, and what made room is loaded again", async () => {
  const { source, check } = probe(server.url, { maxCompanies: 2, maxUsers: 1 });
  for (const id of ["a", "b", "c", "d", "a"]) expect((await check("pro", of(id)))?.value).toBe(true);
  const held = ["a", "b", "c", "d"].filter((id) => source.checkSync("pro", of(id)) !== undefined);
  expect(held).toHaveLength(2);
  await check("pro", { user: { id: "u" } });
  await check("pro", { user: { id: "v" } });
  expect(source.checkSync("pro", { user: { id: "u" } })).toBeUndefined();
});

it("a pushed company that nobody asked for does not push out one in use", async () => {
  const { source, check } = probe(server.url, { maxCompanies: 2 });
  await check("pro", of("a"));
  await check("pro", of("b"));
  for (let n = 0; n < 50; n++) server.last.company(company(`pushed_${n}`));
  server.last.send({ data: flag("after"), entity_type: "rulesengine.Flag", message_type: "full" });
  await until(() => source.checkSync("after", {}) !== undefined);
  expect(source.checkSync("pro", of("a"))?.value).toBe(true);
  expect(source.checkSync("pro", of("b"))?.value).toBe(true);
});

it("a burst for more companies than there is room for leaves nobody waiting, and the answers that come are right", async () => {
  const ids = Array.from({ length: 200 }, (_, n) => `burst_${n}`);
  server.script = serve({ flags: [flag("pro")], companies: ids.map((id) => company(id)), users: [] });
  const { check } = probe(server.url, { maxCompanies: 3 });
  const answers = await Promise.all(ids.map((id) => check("pro", of(id))));
  for (const [n, answer] of answers.entries()) expect([ids[n], undefined]).toContain(answer?.companyId);
  expect((await check("pro", of("burst_0")))?.companyId).toBe("burst_0");
});

it("with no room at all every company is the API's", async () => {
  const { check } = probe(server.url, { maxCompanies: 0 });
  expect(await check("pro", of("a"))).toBeUndefined();
  expect((await check("pro", {}))?.value).toBe(true);
});

it("a company that nobody asks for is forgotten after cacheTtlMs, one in use is not", async () => {
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "clearImmediate", "queueMicrotask"] });
  const { source, ready, check } = probe(server.url, { pingIntervalMs: 2 ** 31 - 1 });
  source.checkSync("pro", {});
  await ready();
  await check("pro", of("a"));
  await check("pro", of("b"));
  for (let hour = 0; hour < 26; hour++) {
    jest.advanceTimersByTime(3_600_000);
    await turn();
    expect(source.checkSync("pro", of("a"))?.value).toBe(true);
  }
  expect(source.checkSync("pro", of("b"))).toBeUndefined();
});
