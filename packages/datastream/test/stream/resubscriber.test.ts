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

/** A company that nobody used for two hours has changed while the connection was away. */
beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "clearImmediate", "queueMicrotask"] });
  world = { flags: [flag("pro", { plan: "plan_pro" })], companies: [company("comp_1")], users: [] };
  server = await new StreamServer((asked, peer) => serve(world)(asked, peer)).listen();
  under = probe(server.url, { random: () => 0, pingIntervalMs: 2 ** 31 - 1 });
  under.source.checkSync("pro", context);
  await pass(0, () => under.source.checkSync("pro", context) !== undefined);
  jest.advanceTimersByTime(2 * 3_600_000);
  server.cut();
  await pass(0, () => !isReady());
  world.companies = [company("comp_1", { plan_ids: ["plan_pro"] })];
  await pass(50, isReady);
});
afterEach(async () => {
  await closeAll();
  await server.close();
  jest.useRealTimers();
});

const asks = () => server.last.asked.filter(({ keys }) => keys !== undefined);

describe("after a reconnect, what was not in use", () => {
  it("is not asked for until a check needs it, and that waits for the truth", async () => {
    expect(asks()).toHaveLength(0);
    expect(await under.check("pro", context)).toMatchObject({ value: true, ageMs: 0 });
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
