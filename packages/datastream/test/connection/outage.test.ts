import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import { WebSocket } from "ws";
import { company, flag, serve, type World } from "../support/fixtures.ts";
import { closeAll, probe } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

let server: StreamServer;
let world: World;
const context = { company: { id: "comp_1" } };
let attempts = 0;

class Counted extends WebSocket {
  constructor(url: string, init: object) {
    attempts++;
    super(url, init);
  }
}

beforeEach(async () => {
  attempts = 0;
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "clearImmediate", "queueMicrotask"] });
  world = { flags: [flag("pro", { plan: "plan_pro" })], companies: [company("comp_1")], users: [] };
  server = await new StreamServer((asked, peer) => serve(world)(asked, peer)).listen();
});

afterEach(async () => {
  await closeAll();
  await server.close();
  jest.useRealTimers();
});

/** Lets fake time pass a second at a time, and real sockets do their work in between. */
async function pass(seconds: number, until: () => boolean = () => false) {
  for (let second = 0; second < seconds && !until(); second++) {
    jest.advanceTimersByTime(1_000);
    for (let turns = 0; turns < 5; turns++) await turn();
  }
}

it("an outage of 30 minutes ends in fresh answers with no restart, although the official SDKs give up after ten attempts", async () => {
  const { source } = probe(server.url, { webSocket: Counted, random: () => 0.5 });
  source.checkSync("pro", context);
  await pass(60, () => source.checkSync("pro", context)?.value === false);
  expect(source.checkSync("pro", context)).toMatchObject({ value: false, ageMs: 0 });
  await server.close();
  await pass(30 * 60);
  const stale = source.checkSync("pro", context);
  expect(stale?.value).toBe(false);
  expect(stale?.ageMs).toBeGreaterThan(29 * 60_000);
  expect(stale?.ageMs).toBeLessThan(31 * 60_000);
  // Half of a bound of 30 s between attempts, once it is reached.
  expect(attempts).toBeGreaterThan(100);
  expect(attempts).toBeLessThan(200);
  world.companies = [company("comp_1", { plan_ids: ["plan_pro"] })];
  await server.listen();
  await pass(120, () => source.checkSync("pro", context)?.value === true);
  expect(source.checkSync("pro", context)).toMatchObject({ value: true, ageMs: 0 });
}, 30_000);

it("a clock that jumps neither ages data nor makes it young", async () => {
  const { source } = probe(server.url, { webSocket: Counted, maxStaleMs: 60_000 });
  source.checkSync("pro", context);
  await pass(60, () => source.checkSync("pro", context) !== undefined);
  const year = 365 * 24 * 60 * 60 * 1000;
  for (const jump of [year, -2 * year]) {
    jest.setSystemTime(Date.now() + jump);
    expect(source.checkSync("pro", context)?.ageMs).toBe(0);
  }
  await server.close();
  await pass(10);
  jest.setSystemTime(Date.now() + year);
  expect(source.checkSync("pro", context)?.ageMs).toBeLessThan(60_000);
  await pass(61);
  jest.setSystemTime(Date.now() - 2 * year);
  expect(source.checkSync("pro", context)).toBeUndefined();
});

it("an upgrade that is never answered is given up, and so are flags that never come", async () => {
  server.hang = true;
  const { source, statuses } = probe(server.url, { webSocket: Counted, random: () => 0 });
  source.checkSync("pro", context);
  await pass(40, () => statuses.length > 0);
  expect(statuses.at(-1)?.detail).toBe("the connection was lost (close 1006)");
  server.hang = false;
  server.script = () => undefined;
  await pass(60, () => statuses.length > 1);
  expect(statuses.at(-1)?.detail).toBe("the flags did not come");
  server.script = (asked, peer) => serve(world)(asked, peer);
  await pass(60, () => source.checkSync("pro", {})?.value === false);
  expect(source.checkSync("pro", {})?.value).toBe(false);
});
