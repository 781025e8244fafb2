import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { company, flag, serve, type World } from "../support/fixtures.ts";
import { closeAll, type Probe, probe, until } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

let server: StreamServer;
let world: World;
let under: Probe;
const context = { company: { id: "comp_1" } };
const value = (key: string, given: { company?: Record<string, string> } = context) =>
  under.source.checkSync(key, given)?.value;

beforeEach(async () => {
  world = { flags: [flag("pro", { plan: "plan_pro" })], companies: [company("comp_1")], users: [] };
  server = await new StreamServer((asked, peer) => serve(world)(asked, peer)).listen();
  under = probe(server.url, { random: () => 0 });
  await under.check("pro", context);
});
afterEach(async () => {
  await closeAll();
  await server.close();
});

/** Something that comes behind what was sent and can be seen. */
async function passed() {
  const key = `passed-${Math.random()}`;
  server.last.send({ data: flag(key), entity_type: "rulesengine.Flag", message_type: "full" });
  await until(() => value(key, {}) === true);
}
const about = { entity_id: "comp_1", entity_type: "rulesengine.Company" };

describe("messages out of order", () => {
  it("do not bring a deleted company back", async () => {
    world.companies = [];
    server.last.send({ ...about, data: null, message_type: "delete", stream_id: "10-5" });
    server.last.company(company("comp_1"), "full", "10-4");
    await passed();
    expect(value("pro")).toBeUndefined();
    server.last.company(company("comp_1"), "full", "10-6");
    await until(() => value("pro") === false);
  });

  it("do not take away a company that was made again: the service is asked", async () => {
    server.last.company(company("comp_1"), "full", "10-5");
    await passed();
    world.companies = [company("comp_1", { plan_ids: ["plan_pro"] })];
    server.last.send({ ...about, data: null, message_type: "delete", stream_id: "10-4" });
    await until(() => value("pro") === true);
  });

  it("do not put an older flag in the place of a newer one: the flags are asked for again", async () => {
    const change = (changed: object, stream_id: string) =>
      server.last.send({ data: changed, entity_type: "rulesengine.Flag", message_type: "full", stream_id });
    change(flag("novel", { value: true }), "10-5");
    await until(() => value("novel") === true);
    world.flags.push(flag("novel", { value: true }), flag("last"));
    change(flag("novel", { value: false }), "10-4");
    await passed();
    expect(value("novel")).toBe(true);
    await until(() => value("last") === true);
    expect(value("novel")).toBe(true);
  });
});

describe("a key that moves from one company to another", () => {
  const slug = { company: { slug: "acme" } };

  it("stays with its new one, whatever else is said of the old one in part", async () => {
    server.last.partial("comp_1", { keys: { slug: "acme" } });
    server.last.company(company("comp_2", { keys: { slug: "acme" }, plan_ids: ["plan_pro"] }));
    await until(() => value("pro", slug) === true);
    server.last.partial("comp_1", { keys: { name: "first" } });
    await passed();
    expect(value("pro", slug)).toBe(true);
  });
});

describe("what is no message but nearly", () => {
  it("a company without keys is not kept, since nobody could find it, and no question is asked with none", async () => {
    server.last.company(company("comp_1", { keys: {} }));
    server.last.company(company("comp_9", { keys: { id: 9 } }));
    await until(() => value("pro") === undefined);
    world.companies = [];
    server.last.send({ data: null, entity_type: "rulesengine.Companies", message_type: "reload" });
    await until(() => server.last.asked.filter(({ keys }) => keys === undefined).length === 2);
    await passed();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.last.asked.filter(({ keys }) => keys !== undefined && keys.id !== "comp_1")).toEqual([]);
  });

  it("a flag that cannot be read is worth one warning, not one for every snapshot", async () => {
    const odd = { ...flag("odd"), rules: "none" };
    for (let times = 0; times < 5; times++) server.last.flags([...world.flags, odd]);
    await passed();
    const lines = under.lines.filter((line) => line.includes("cannot read it odd"));
    expect(lines).toHaveLength(5);
    expect(lines.filter((line) => line.startsWith("warn"))).toHaveLength(1);
  });

  it("flags that are null are none: said twice, everything is dropped", async () => {
    for (let times = 0; times < 2; times++)
      server.last.send({ data: null, entity_type: "rulesengine.Flags", message_type: "full" });
    await until(() => value("pro") === undefined);
    expect(server.peers).toHaveLength(1);
  });

  it("a message that nests too deep for anyone costs itself, not the connection or the process", async () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    server.last.send(
      `{"data":{"traits":${deep}},"entity_id":"comp_1",${'"entity_type":"rulesengine.Company"'},"message_type":"partial"}`,
    );
    server.last.send(`{"data":{"key":"deep","rules":${deep}},"entity_type":"rulesengine.Flag","message_type":"full"}`);
    await passed();
    expect(value("deep", {})).toBeUndefined();
    world.companies = [company("comp_1", { plan_ids: ["plan_pro"] })];
    server.last.company(company("comp_1", { plan_ids: ["plan_pro"] }));
    await until(() => value("pro") === true);
    expect(server.peers).toHaveLength(1);
  });
});
