import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { company, flag, serve, type World } from "../support/fixtures.ts";
import { closeAll, type Probe, probe, until } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

let server: StreamServer;
let world: World;
const context = { company: { id: "comp_1" } };
const asksFor = (type: string) => server.asked.filter(({ entity_type }) => entity_type === type).length;
const value = (under: Probe, key = "pro") => under.source.checkSync(key, context)?.value;

beforeEach(async () => {
  world = { flags: [flag("pro", { plan: "plan_pro" })], companies: [company("comp_1")], users: [] };
  server = await new StreamServer((asked, peer) => serve(world)(asked, peer)).listen();
});
afterEach(async () => {
  await closeAll();
  await server.close();
  jest.useRealTimers();
});

const inParts = () =>
  server.last.send({ data: { id: "flag_pro" }, entity_type: "rulesengine.Flag", message_type: "partial" });
const reload = () => server.last.send({ data: null, entity_type: "rulesengine.Companies", message_type: "reload" });

describe("a burst of doubts", () => {
  it("by 50 flags in parts asks for the flags once or twice, not 50 times, and for no company", async () => {
    const under = probe(server.url);
    await under.check("pro", context);
    world.flags = [flag("pro", { value: true })];
    for (let n = 0; n < 50; n++) inParts();
    await until(() => value(under) === true);
    await until(() => under.source.checkSync("pro", context)?.ageMs === 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(asksFor("rulesengine.Flags")).toBeLessThanOrEqual(3);
    expect(asksFor("rulesengine.Company")).toBe(1);
  });

  it("by 50 reloads asks for the flags and for each company in use once or twice", async () => {
    const under = probe(server.url);
    await under.check("pro", context);
    world.companies = [company("comp_1", { plan_ids: ["plan_pro"] })];
    for (let n = 0; n < 50; n++) reload();
    await until(() => value(under) === true);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(asksFor("rulesengine.Flags")).toBeLessThanOrEqual(3);
    expect(asksFor("rulesengine.Company")).toBeLessThanOrEqual(3);
  });

  it("ages the flags until they have come again: in doubt they are not passed off as true now", async () => {
    const under = probe(server.url);
    await under.check("pro", context);
    server.script = () => undefined;
    inParts();
    await until(() => (under.source.checkSync("pro", context)?.ageMs ?? 0) > 0);
    server.script = (asked, peer) => serve(world)(asked, peer);
    server.last.flags(world.flags);
    await until(() => under.source.checkSync("pro", context)?.ageMs === 0);
  });
});

describe("flags that were asked for again", () => {
  it("and do not come end the connection, so that they are never in doubt for ever", async () => {
    jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "clearImmediate", "queueMicrotask"] });
    const under = probe(server.url, { random: () => 0 });
    const pass = async (condition: () => boolean) => {
      for (let second = 0; second < 60 && !condition(); second++) {
        jest.advanceTimersByTime(1_000);
        for (let turns = 0; turns < 10; turns++) await turn();
      }
    };
    under.source.checkSync("pro", {});
    await pass(() => under.source.checkSync("pro", {})?.value === false);
    server.script = () => undefined;
    reload();
    await pass(() => under.statuses.at(-1)?.ready === false);
    expect(under.statuses.at(-1)?.detail).toBe("the flags did not come");
    server.script = (asked, peer) => serve(world)(asked, peer);
    await pass(() => under.statuses.at(-1)?.ready === true);
    expect(under.source.checkSync("pro", {})).toMatchObject({ value: false, ageMs: 0 });
  });
});
