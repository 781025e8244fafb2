import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { WebSocket } from "ws";
import { company, flag, serve, type World } from "../support/fixtures.ts";
import { closeAll, type Probe, probe, until } from "../support/source.ts";
import { StreamServer } from "../support/stream-server.ts";

let server: StreamServer;
let world: World;
const context = { company: { id: "comp_1" } };
/** Dice that make back-off short. */
const soon = { random: () => 0 };
const value = (under: Probe, key = "pro") => under.source.checkSync(key, context)?.value;

beforeEach(async () => {
  world = { flags: [flag("pro", { plan: "plan_pro" })], companies: [company("comp_1")], users: [] };
  server = await new StreamServer((asked, peer) => serve(world)(asked, peer)).listen();
});

afterEach(async () => {
  await closeAll();
  await server.close();
});

describe("a connection that is lost", () => {
  it.each([1000, 1001, 1011, 1012, 1013])(
    "with close %d comes back, and what is in use is asked for again",
    async (code) => {
      const under = probe(server.url, soon);
      await under.check("pro", context);
      world.companies = [company("comp_1", { plan_ids: ["plan_pro"] })];
      server.last.socket.close(code);
      await until(() => value(under) === true);
      expect(server.last.asked).toEqual([
        { action: "start", entity_type: "rulesengine.Flags" },
        { action: "start", entity_type: "rulesengine.Company", keys: { id: "comp_1" } },
      ]);
      expect(under.source.checkSync("pro", context)?.ageMs).toBe(0);
    },
  );

  it("goes on answering with the age of its data, says so, and is fresh again after a restart of the service", async () => {
    const under = probe(server.url, soon);
    await under.check("pro", context);
    await server.close();
    await until(() => under.statuses.at(-1)?.ready === false);
    expect(under.statuses.at(-1)?.detail).toBe("the connection was lost (close 1006)");
    await new Promise((resolve) => setTimeout(resolve, 20));
    const stale = await under.check("pro", context);
    expect(stale).toMatchObject({ value: false, source: "datastream" });
    expect(stale?.ageMs).toBeGreaterThan(0);
    world.companies = [company("comp_1", { plan_ids: ["plan_pro"] })];
    await server.listen();
    await until(() => value(under) === true);
    expect(under.statuses.at(-1)).toEqual({ ready: true, detail: "connected, 1 flags" });
  });

  it("forgets what was deleted meanwhile", async () => {
    const under = probe(server.url, soon);
    await under.check("pro", context);
    world.companies = [];
    server.cut();
    await until(() => under.source.checkSync("pro", context) === undefined);
    expect(await under.check("pro", context)).toBeUndefined();
  });

  it("forgets what was deleted meanwhile although one of its keys has moved to another, which the service finds by it", async () => {
    const [moving, slug] = [company("comp_1", { keys: { id: "comp_1", slug: "acme" } }), { company: { slug: "acme" } }];
    world.companies = [moving, company("comp_2")];
    const under = probe(server.url, soon);
    await under.check("pro", context);
    await under.check("pro", { company: { id: "comp_2" } });
    world.companies = [company("comp_2", { keys: { id: "comp_2", slug: "acme" } })];
    server.cut();
    await until(() => under.source.checkSync("pro", slug)?.companyId === "comp_2");
    await until(() => under.source.checkSync("pro", context) === undefined);
  });

  it("forgets what was deleted meanwhile although one of its keys moves to another while the service is asked", async () => {
    world.companies = [company("comp_1", { keys: { id: "comp_1", slug: "acme" } })];
    const under = probe(server.url, soon);
    await under.check("pro", context);
    server.script = (asked, peer) => {
      if (asked.keys !== undefined) peer.company(company("comp_2", { keys: { id: "comp_2", slug: "acme" } }));
      if (asked.keys !== undefined) peer.error(asked);
      else peer.flags(world.flags);
    };
    server.cut();
    await until(() => under.source.checkSync("pro", context) === undefined);
    expect(under.source.checkSync("pro", { company: { slug: "acme" } })?.companyId).toBe("comp_2");
  });

  it("asks at most sixteen at a time for what is in use", async () => {
    world.companies = Array.from({ length: 100 }, (_, n) => company(`comp_${n}`));
    const under = probe(server.url, soon);
    await Promise.all(world.companies.map(({ id }) => under.check("pro", { company: { id } })));
    let open = 0;
    let most = 0;
    server.script = (asked, peer) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        serve(world)(asked, peer);
      }, 2);
    };
    server.cut();
    await until(() => server.asked.length === 202);
    expect(most).toBeLessThanOrEqual(16);
  });

  it("says what kept it from coming back", async () => {
    const under = probe(server.url, soon);
    await under.check("pro", context);
    await server.close();
    await until(() => under.statuses.at(-1)?.detail === "the connection was lost (ECONNREFUSED)");
    await server.listen();
    await until(() => under.statuses.at(-1)?.ready === true);
  });

  it("lets nobody wait for an answer that cannot come", async () => {
    const under = probe(server.url, { ...soon, requestTimeoutMs: 60_000 });
    await under.ready();
    server.script = (_, peer) => peer.socket.terminate();
    expect(await under.check("pro", context)).toBeUndefined();
  });
});

describe("data that is held while the service is away", () => {
  it("is renewed by its own keys: what else a check names may be no text, and poisons no question", async () => {
    world.companies.push(company("comp_2"));
    const under = probe(server.url, soon);
    await under.check("pro", context);
    const script = server.script;
    server.script = (asked, peer) => {
      if (asked.keys === undefined) script(asked, peer);
    };
    server.cut();
    await until(() => server.peers.length === 2 && under.statuses.at(-1)?.ready === true);
    const odd = { company: { id: "comp_1", count: 10n } } as never;
    expect(under.source.checkSync("pro", odd)?.ageMs).toBeGreaterThan(0);
    server.script = script;
    expect((await under.check("pro", { company: { id: "comp_2" } }))?.value).toBe(false);
    await until(() => under.source.checkSync("pro", odd)?.ageMs === 0);
  });
});

describe("data that is too old", () => {
  it("is left to the API beyond maxStaleMs, and asked for again before that", async () => {
    const under = probe(server.url, { ...soon, maxStaleMs: 0 });
    expect((await under.check("pro", context))?.value).toBe(false);
    await server.close();
    await until(() => under.statuses.at(-1)?.ready === false);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(under.source.checkSync("pro", context)).toBeUndefined();
    expect(await under.check("pro", context)).toBeUndefined();
    await server.listen();
    await under.ready();
    expect(await under.check("pro", context)).toMatchObject({ value: false, ageMs: 0 });
  });

  it("is not used beyond cacheTtlMs", async () => {
    const under = probe(server.url, { cacheTtlMs: 50, random: () => 1 });
    await under.check("pro", context);
    await server.close();
    await until(() => under.source.checkSync("pro", context) === undefined);
    expect(under.source.checkSync("pro", {})?.value).toBe(false);
  });
});

describe("a key that is refused", () => {
  it.each([401, 403])("by status %d is tried again slowly, loudly, and not in a storm", async (status) => {
    server.refuseWith = status;
    const under = probe(server.url, soon);
    expect(await under.check("pro", context)).toBeUndefined();
    expect(await under.ready(50)).toEqual({ ready: false, detail: `the key was refused (status ${status})` });
    expect(under.lines).toContainEqual(
      `error datastream: the key was refused (status ${status}), next attempt in 60 s`,
    );
    expect(under.errors.map(({ message }) => message)).toEqual([`datastream: the key was refused (status ${status})`]);
    expect(under.lines.join()).not.toContain("key_1");
    expect(server.upgrades).toHaveLength(1);
  });

  it("by close 4001 after the upgrade is no storm either", async () => {
    server.script = (_, peer) => peer.socket.close(4001, "unauthorized");
    const under = probe(server.url, soon);
    expect(await under.check("pro", context)).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(server.upgrades).toHaveLength(1);
    expect(under.statuses.at(-1)?.detail).toBe("the key was refused (close 4001)");
  });
});

describe("no storm", () => {
  it("when the service breaks right after the flags, every time", async () => {
    server.script = (asked, peer) => {
      serve(world)(asked, peer);
      peer.socket.close(1012);
    };
    const under = probe(server.url, { random: () => 0.05 });
    await under.ready();
    await until(() => server.upgrades.length === 5);
    const gaps = server.upgrades.slice(1).map((at, n) => at - (server.upgrades[n] ?? 0));
    // 5 % of a bound that doubles: 100 (the least), 100, 200, 400.
    for (const [n, least] of [95, 95, 195, 395].entries()) expect(gaps[n]).toBeGreaterThanOrEqual(least);
  });

  it("when the upgrade is answered 500", async () => {
    server.refuseWith = 500;
    const under = probe(server.url, soon);
    await under.check("pro", context);
    await until(() => server.upgrades.length === 3);
    const gaps = server.upgrades.slice(1).map((at, n) => at - (server.upgrades[n] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(95);
    server.refuseWith = undefined;
    expect((await under.ready()).ready).toBe(true);
  });

  it("when the service answers the flags with an error", async () => {
    server.script = (asked, peer) => peer.error(asked, "internal error");
    const under = probe(server.url, soon);
    await until(() => {
      under.source.checkSync("pro", {});
      return server.upgrades.length === 3;
    });
    server.script = (asked, peer) => serve(world)(asked, peer);
    expect((await under.ready()).ready).toBe(true);
  });
});

class NoPing extends WebSocket {}
Object.defineProperty(NoPing.prototype, "ping", { value: undefined });

describe("a peer that is silent", () => {
  it("is given up although the connection stands, and another is made", async () => {
    const under = probe(server.url, { ...soon, pingIntervalMs: 40 });
    await under.check("pro", context);
    const first = server.last;
    // Half open: nothing is read or written any more, and nothing is closed.
    (first.socket as unknown as { _socket: { pause(): void } })._socket.pause();
    await until(() => server.peers.length === 2);
    expect(value(under)).toBe(false);
    expect((await under.ready()).ready).toBe(true);
    // Late events of the old connection do not touch the new one.
    first.socket.terminate();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(under.statuses.at(-1)?.ready).toBe(true);
    expect(server.peers).toHaveLength(2);
  });

  it("is not thought dead while it answers heartbeats", async () => {
    const under = probe(server.url, { ...soon, pingIntervalMs: 200 });
    await under.ready();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(server.peers).toHaveLength(1);
  });

  it("is not thought dead when its pong came while the process was busy", async () => {
    let beats = 0;
    class Busy extends WebSocket {
      override ping() {
        beats++;
        const until = performance.now() + 100;
        while (performance.now() < until);
        setImmediate(() => setImmediate(() => this.emit("pong")));
      }
    }
    const under = probe(server.url, { ...soon, pingIntervalMs: 40, webSocket: Busy });
    await under.ready();
    await until(() => beats >= 3);
    expect(server.peers).toHaveLength(1);
  });

  it("is not thought dead where the WebSocket cannot ping and there is a company that cannot be asked for", async () => {
    const under = probe(server.url, { ...soon, pingIntervalMs: 150, webSocket: NoPing });
    world.companies = [company("comp_1", { keys: { slug: "acme" } })];
    await under.check("pro", { company: { slug: "acme" } });
    server.last.company(company("comp_2", { keys: { slug: "acme" } }));
    await until(() => server.last.asked.length >= 6);
    expect(server.peers).toHaveLength(1);
  });

  it("is found out by asking where the WebSocket cannot ping", async () => {
    const under = probe(server.url, { ...soon, pingIntervalMs: 60, webSocket: NoPing });
    await under.check("pro", context);
    await until(() => server.last.asked.length >= 4);
    expect(server.peers).toHaveLength(1);
    server.script = () => undefined;
    await until(() => server.peers.length === 2);
  });
});

describe("a frame that is too large", () => {
  it("ends the connection, and the flags are then asked for in pages", async () => {
    class Small extends WebSocket {
      constructor(url: string, init: object) {
        super(url, { ...init, maxPayload: 2_000 });
      }
    }
    server.script = (asked, peer) => {
      if (asked.page_size === undefined) peer.flags(Array.from({ length: 20 }, (_, n) => flag(`flag_${n}`)));
      else {
        peer.flags([flag("one")], { page: 1, has_more: true });
        peer.flags([flag("two")], { page: 2, has_more: false });
      }
    };
    const under = probe(server.url, { ...soon, webSocket: Small });
    expect(await under.ready()).toEqual({ ready: true, detail: "connected, 2 flags" });
    expect(server.last.asked[0]).toMatchObject({ page_size: 100 });
  });
});

describe("a slow consumer", () => {
  it("applies what piled up while the process was busy, in order, and stays connected", async () => {
    const under = probe(server.url, soon);
    await under.check("pro", context);
    for (let n = 0; n < 5_000; n++)
      server.last.partial("comp_1", { plan_ids: [n === 4_999 ? "plan_pro" : "plan_other"] });
    const busyUntil = performance.now() + 150;
    while (performance.now() < busyUntil);
    await until(() => value(under) === true);
    expect(server.peers).toHaveLength(1);
  });
});

describe("a WebSocket class of one's own", () => {
  it("that throws is an outage like any other", async () => {
    class Broken {
      constructor() {
        throw new Error("no sockets here");
      }
    }
    const under = probe(server.url, { ...soon, webSocket: Broken as never });
    expect(await under.check("pro", context)).toBeUndefined();
    expect(under.statuses.at(-1)).toEqual({ ready: false, detail: "no sockets here" });
  });
});
