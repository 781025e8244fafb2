import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { company, flag, serve, type World } from "../support/fixtures.ts";
import { closeAll, type Probe, probe } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

let server: StreamServer;
let world: World;
let under: Probe;
const context = { company: { id: "comp_1" } };
const isReady = () => under.statuses.at(-1)?.ready === true;

/** Lets fake time pass, and real sockets do their work in between. */
async function pass(ms: number, until: () => boolean) {
  for (let n = 0; n < 1_000 && !until(); n++) {
    jest.advanceTimersByTime(ms);
    await turn();
  }
  expect(until()).toBe(true);
}

beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "clearImmediate", "queueMicrotask"] });
  world = { flags: [flag("pro", { plan: "plan_pro" })], companies: [company("comp_1")], users: [] };
  server = await new StreamServer((asked, peer) => serve(world)(asked, peer)).listen();
  under = probe(server.url, { random: () => 0, pingIntervalMs: 2 ** 31 - 1 });
  under.source.checkSync("pro", context);
  await pass(0, () => under.source.checkSync("pro", context) !== undefined);
});
afterEach(async () => {
  await closeAll();
  await server.close();
  jest.useRealTimers();
});

const asks = () => server.last.asked.filter(({ keys }) => keys !== undefined);

/** The company changes while the connection is away for this long; its service is asked for companies as told. */
async function away(ms: number, script = server.script) {
  server.cut();
  await pass(0, () => !isReady());
  world.companies = [company("comp_1", { plan_ids: ["plan_pro"] })];
  server.refuseWith = 503;
  for (let passed = 0; passed < ms; passed += 1_000) {
    jest.advanceTimersByTime(1_000);
    await turn();
  }
  server.refuseWith = undefined;
  server.script = script;
  await pass(50, isReady);
}

describe("after a reconnect, what was not in use for two hours", () => {
  beforeEach(async () => {
    jest.advanceTimersByTime(2 * 3_600_000);
    await away(0);
  });

  it("is not asked for until a check needs it, and that waits for the truth", async () => {
    expect(under.source.checkAtOnce?.("pro", context)).toBeUndefined();
    expect(asks()).toHaveLength(0);
    expect(await under.check("pro", context)).toMatchObject({ value: true, ageMs: 0 });
    expect(under.source.checkAtOnce?.("pro", context)).toMatchObject({ value: true, ageMs: 0 });
    expect(asks()).toHaveLength(1);
  });

  it("answers a check that cannot wait with its true age, and is renewed behind it", async () => {
    const stale = under.source.checkSync("pro", context);
    expect(stale?.value).toBe(false);
    expect(stale?.ageMs).toBeGreaterThan(0);
    await pass(0, () => under.source.checkSync("pro", context)?.value === true);
  });

  it("is waited for once: while the service does not answer, it answers with its true age", async () => {
    server.script = () => undefined;
    const first = under.check("pro", context);
    let answered = false;
    void first.then(() => {
      answered = true;
    });
    await pass(100, () => answered);
    for (const check of [first, under.check("pro", context)]) expect((await check)?.value).toBe(false);
  });
});

describe("after a reconnect, what is in use", () => {
  let answer: () => void;
  const holding: StreamServer["script"] = (asked, peer) => {
    if (asked.keys === undefined) serve(world)(asked, peer);
    else answer = () => serve(world)(asked, peer);
  };

  it("answers with its true age until it has come, when the connection was away for a moment", async () => {
    await away(3_000, holding);
    const check = await under.check("pro", context);
    expect(check?.value).toBe(false);
    expect(check?.ageMs).toBeGreaterThan(0);
  });

  it("is waited for, and asked for once, when the connection was away for long", async () => {
    await away(120_000, holding);
    const waiting = under.check("pro", context);
    expect(under.source.checkSync("pro", context)?.value).toBe(false);
    await turn();
    answer();
    expect(await waiting).toMatchObject({ value: true, ageMs: 0 });
    expect(asks()).toHaveLength(1);
  });
});
