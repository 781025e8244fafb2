import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { company, condition, flag, meteredFlag, metric, rule, serve, user, type World } from "../support/fixtures.ts";
import { closeAll, type Probe, probe, until } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

let server: StreamServer;
let world: World;
let under: Probe;
const context = { company: { id: "comp_1" } };
const value = (key: string, given = context) => under.source.checkSync(key, given)?.value;

beforeEach(async () => {
  world = {
    flags: [flag("pro", { plan: "plan_pro" }), meteredFlag("reports", "report", 5)],
    companies: [company("comp_1", { keys: { id: "comp_1", slug: "acme" } })],
    users: [user("user_1")],
  };
  server = await new StreamServer((asked, peer) => serve(world)(asked, peer)).listen();
  under = probe(server.url, { random: () => 0 });
  await under.check("pro", context);
});

afterEach(async () => {
  await closeAll();
  await server.close();
});

/** Sends frames in one TCP segment. */
function together(...messages: (() => void)[]) {
  const { _socket: socket } = server.last.socket as unknown as { _socket: { cork(): void; uncork(): void } };
  socket.cork();
  for (const send of messages) send();
  socket.uncork();
}

describe("partials", () => {
  it("count all when several arrive together (the official SDK keeps only the last)", async () => {
    const events = ["a", "b", "c", "d", "e"];
    world.flags.push(...events.map((event) => meteredFlag(event, event, 1)));
    server.last.flags(world.flags);
    await until(() => value("e") === true);
    together(...events.map((event) => () => server.last.partial("comp_1", { metrics: [metric(event, 1)] })));
    await until(() => events.every((event) => value(event) === false));
  });

  it("count when they come with the full message that they are about", async () => {
    world.companies.push(company("comp_2"));
    server.script = (asked, peer) =>
      together(
        () => serve(world)(asked, peer),
        () => peer.partial("comp_2", { plan_ids: ["plan_pro"] }),
      );
    expect((await under.check("pro", { company: { id: "comp_2" } }))?.value).toBe(true);
  });

  it("change the keys by which a company is found", async () => {
    server.last.partial("comp_1", { keys: { slug: "New" } });
    await until(() => value("pro", { company: { slug: "new" } } as never) === false);
    expect(under.source.checkSync("pro", { company: { slug: "acme" } })).toBeUndefined();
  });

  it("of what is not held are passed over, and a full message nobody asked for is taken while there is room", async () => {
    server.last.partial("comp_9", { plan_ids: ["plan_pro"] });
    server.last.company(company("comp_9", { keys: { id: "9" } }));
    await until(() => value("pro", { company: { id: "9" } }) === false);
  });

  it("that are older than what was applied are not applied: the whole is asked for again", async () => {
    server.last.partial("comp_1", { plan_ids: [] }, "10-5");
    world.companies = [company("comp_1", { plan_ids: ["plan_pro"] })];
    server.last.partial("comp_1", { plan_ids: ["plan_other"] }, "10-4");
    await until(() => value("pro") === true);
    expect(server.last.asked.at(-1)).toMatchObject({
      entity_type: "rulesengine.Company",
      keys: { id: "comp_1", slug: "acme" },
    });
  });

  it("that are older do not make it ask without end where answers are numbered and older too", async () => {
    let asks = 0;
    server.script = (asked, peer) => {
      if (asked.keys !== undefined && ++asks < 50) peer.company(company("comp_1"), "full", "10-1");
    };
    server.last.partial("comp_1", { plan_ids: ["plan_pro"] }, "10-5");
    await until(() => value("pro") === true);
    server.last.partial("comp_1", { plan_ids: ["plan_pro"] }, "10-4");
    await until(() => value("pro") === false);
    expect(asks).toBe(1);
  });

  it("are applied on a new connection that numbers them from lower ids, without asking for the whole each time", async () => {
    server.last.partial("comp_1", { plan_ids: ["plan_pro"] }, "1000-5");
    await until(() => value("pro") === true);
    server.cut();
    const isAskedAgain = () => server.peers[1]?.asked.some(({ keys }) => keys !== undefined) ?? false;
    await until(isAskedAgain);
    await until(() => value("pro") === false);
    server.last.partial("comp_1", { plan_ids: ["plan_pro"] }, "900-1");
    await until(() => value("pro") === true);
    expect(server.last.asked.filter(({ keys }) => keys !== undefined)).toHaveLength(1);
  });

  it("of what an earlier connection sent are not applied to it: old and new together would never have existed", async () => {
    const again = [flag("pro", { plan: "plan_pro" }), flag("again")];
    server.script = (asked, peer) => {
      if (asked.entity_type !== "rulesengine.Flags") return;
      peer.partial("comp_1", { plan_ids: ["plan_pro"] });
      peer.flags(again);
    };
    server.cut();
    await until(() => value("again") === true);
    expect(value("pro")).toBe(false);
    world.companies = [company("comp_1", { plan_ids: ["plan_pro"] })];
    server.last.company(world.companies[0] ?? company("comp_1"));
    await until(() => value("pro") === true);
  });

  it("that the engine cannot read are worth one warning, however many come", async () => {
    for (let n = 0; n < 5; n++) {
      server.last.partial("comp_1", { plan_ids: n });
      server.last.send({ data: flag(`after-${n}`), entity_type: "rulesengine.Flag", message_type: "full" });
      await until(() => value(`after-${n}`, {} as never) === true);
      expect(under.source.checkSync("pro", context)).toBeUndefined();
    }
    const lines = under.lines.filter((line) => line.includes("cannot read"));
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["warn", "debug", "debug", "debug", "debug"]);
  });

  it("that the engine cannot read make the company the API's, and the next readable state local again", async () => {
    expect(value("pro")).toBe(false);
    server.last.partial("comp_1", { plan_ids: "plan_pro" });
    await until(() => under.source.checkSync("pro", context) === undefined);
    expect(await under.check("pro", context)).toBeUndefined();
    server.last.partial("comp_1", { plan_ids: ["plan_pro"] });
    await until(() => value("pro") === true);
    expect(under.lines.filter((line) => line.includes("cannot read"))).toHaveLength(1);
  });
});

describe("deletes", () => {
  it("forget a company whatever they carry, and the next check asks again", async () => {
    world.companies = [];
    server.last.send({ data: null, entity_id: "comp_1", entity_type: "rulesengine.Company", message_type: "delete" });
    await until(() => under.source.checkSync("pro", context) === undefined);
    expect(await under.check("pro", context)).toBeUndefined();
  });

  it("forget a flag by its key or, without one, by its id (the official SDK ignores those)", async () => {
    const about = { entity_type: "rulesengine.Flag", message_type: "delete" };
    server.last.send({ ...about, data: { id: "flag_pro", key: "PRO" } });
    server.last.send({ ...about, data: null, entity_id: "flag_reports" });
    await until(() => value("pro") === undefined && value("reports") === undefined);
  });

  it("of a user make checks for it ask again", async () => {
    const someone = { user: { id: "user_1" } };
    await under.check("pro", someone);
    server.last.user({ id: "user_1" }, "delete");
    await until(() => under.source.checkSync("pro", someone) === undefined);
  });
});

describe("flags", () => {
  it("change one by one", async () => {
    server.last.send({ data: flag("pro", { value: true }), entity_type: "rulesengine.Flag", message_type: "full" });
    await until(() => value("pro") === true);
  });

  it("that the engine cannot read go to the API whole: no rule is dropped and the rest evaluated", async () => {
    const odd = flag("pro");
    odd.rules = [rule({ rule_type: "novel", value: false }), ...odd.rules];
    server.last.flags([odd, ...world.flags.slice(1)]);
    await until(() => value("pro") === undefined);
    expect(value("reports")).toBe(true);
    server.last.send({ data: { ...odd, rules: null }, entity_type: "rulesengine.Flag", message_type: "full" });
    await until(() => value("pro") === false);
  });

  it("with a kind of condition that no engine knows yet stay local: it never matches, as everywhere", async () => {
    const later = flag("pro");
    later.rules = [rule({ conditions: [condition({ condition_type: "novel" })] })];
    server.last.flags([later]);
    await until(() => value("reports") === undefined);
    expect(value("pro")).toBe(false);
  });

  it("are taken from a snapshot at once and as a whole, also in pages", async () => {
    server.last.flags([flag("one")], { page: 1, has_more: true, total: 2 });
    server.last.flags([flag("two")], { page: 2, has_more: false, total: 2 });
    let seen: unknown[] = [];
    await until(() => {
      seen = ["pro", "one", "two"].map((key) => value(key));
      expect([
        [false, undefined, undefined],
        [undefined, true, true],
      ]).toContainEqual(seen);
      return seen[2] === true;
    });
  });

  it("are not all dropped because of one empty snapshot, but are when it is said again", async () => {
    server.last.flags([]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(value("pro")).toBe(false);
    world.flags = [];
    await until(() => value("pro") === undefined);
  });

  it("are asked for again when one comes in parts", async () => {
    world.flags = [flag("pro", { value: true })];
    server.last.send({ data: { id: "flag_pro" }, entity_type: "rulesengine.Flag", message_type: "partial" });
    await until(() => value("pro") === true);
  });
});

describe("a reload", () => {
  it("asks for the flags and for everything in use again, answering meanwhile", async () => {
    world.companies = [company("comp_1", { plan_ids: ["plan_pro"] })];
    server.last.send({ data: null, entity_type: "rulesengine.Companies", message_type: "reload" });
    expect(value("pro")).toBe(false);
    await until(() => value("pro") === true);
    expect(server.peers).toHaveLength(1);
  });
});

describe("frames that are no messages", () => {
  it("are ignored, counted and logged once, and the connection lives", async () => {
    const frames = [
      "",
      "{",
      "null",
      "[]",
      '{"entity_type":"rulesengine.Novel"}',
      '{"message_type":"unknown"}',
      "\u0000",
    ];
    for (const frame of frames) server.last.send(frame);
    server.last.socket.send(Buffer.from([0xff, 0xfe, 0x00]), { binary: true });
    server.last.partial("comp_1", { plan_ids: ["plan_pro"] });
    await until(() => value("pro") === true);
    expect(server.peers).toHaveLength(1);
    const ignored = under.lines.filter((line) => line.includes("a message was ignored"));
    expect(ignored.filter((line) => line.startsWith("warn"))).toHaveLength(1);
    expect(ignored.at(-1)).toContain("(8 so far)");
  });

  it("do not take what they are about along: a binary frame with a message counts", async () => {
    const message = {
      data: { plan_ids: ["plan_pro"] },
      entity_id: "comp_1",
      entity_type: "rulesengine.Company",
      message_type: "partial",
    };
    server.last.socket.send(Buffer.from(JSON.stringify(message)), { binary: true });
    await until(() => value("pro") === true);
  });
});
