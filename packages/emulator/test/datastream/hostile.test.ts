import { describe, expect, it, jest } from "@jest/globals";
import type { Emulator } from "@schematic/emulator";
import { WebSocket } from "ws";
import { call, start } from "../support/start.ts";
import { openStream } from "../support/stream.ts";
import { until } from "../support/until.ts";

const company = { entity_type: "rulesengine.Company", keys: { id: "acme" } };

/** The bytes below a WebSocket, to send and hold back what the library would not. */
const below = (socket: WebSocket) => (socket as unknown as { _socket: import("node:net").Socket })._socket;

const answers = async (emulator: Emulator): Promise<number> => (await call(emulator, "GET /whoami")).status;

describe("a datastream client that misbehaves", () => {
  it.each([
    "",
    "{",
    "null",
    "[]",
    "7",
    '{"data":null}',
    '{"data":{"entity_type":5}}',
    '{"data":{"entity_type":"x","keys":[1]}}',
  ])("is not followed when it asks %p", async (text) => {
    const emulator = await start();
    const client = await openStream(emulator);
    client.socket.send(text);
    client.ask({ entity_type: "rulesengine.Flags" });
    const frames = [await client.next()];
    if (frames[0]?.message_type === "error") frames.push(await client.next());
    expect(frames.at(-1)).toMatchObject({ entity_type: "rulesengine.Flags", message_type: "full" });
  });

  it.each([
    ["a reserved bit", Buffer.from([0xf1, 0x80, 0, 0, 0, 0])],
    ["text that is not masked", Buffer.from([0x81, 0x01, 0x61])],
    ["text that is not UTF-8", Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0xff])],
    ["a close code that does not exist", Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xed])],
    ["a frame above the limit", Buffer.from([0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])],
  ])("is cut off for %s, and nobody else", async (_name, bytes) => {
    const emulator = await start();
    const [bad, good] = [await openStream(emulator), await openStream(emulator)];
    below(bad.socket).write(bytes);
    await bad.closed;
    good.ask(company);
    expect(await good.next()).toMatchObject({ message_type: "full" });
    await until(
      () => emulator.clients().length,
      (count) => count === 1,
    );
  });

  it("does no harm while it is being closed with a code by a fault", async () => {
    const emulator = await start();
    emulator.faults.add({ target: "datastream", kind: "status", status: 4001 });
    const socket = new WebSocket(`${emulator.url.replace("http", "ws")}/datastream`, {
      headers: { "X-Schematic-Api-Key": emulator.apiKey },
    });
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.on("error", () => undefined);
    socket.on("upgrade", () => setImmediate(() => below(socket)?.write(Buffer.from([0xf1, 0x80, 0, 0, 0, 0]))));
    await closed;
    expect(await answers(emulator)).toBe(200);
  });

  it("is closed with 1013 when it does not read, and the others are told everything", async () => {
    const emulator = await start();
    const [slow, quick] = [await openStream(emulator), await openStream(emulator)];
    for (const client of [slow, quick]) {
      client.ask(company);
      await client.next();
    }
    below(slow.socket).pause();
    const text = "x".repeat(2 * 1024 * 1024);
    const rounds = 16;
    for (let index = 0; index < rounds; index += 1) {
      await call(emulator, "POST /companies", { body: { keys: { id: "acme" }, traits: { text, index } } });
      const { data } = await quick.next();
      expect(data.traits.some((trait: { value: string }) => trait.value === String(index))).toBe(true);
    }
    below(slow.socket).resume();
    expect(await slow.closed).toBe(1013);
    await until(
      () => emulator.clients().length,
      (count) => count === 1,
    );
  }, 60_000);

  it("is pinged every 30 seconds and let go when it does not answer before the next", async () => {
    jest.useFakeTimers({
      doNotFake: [
        "setTimeout",
        "clearTimeout",
        "setImmediate",
        "clearImmediate",
        "nextTick",
        "Date",
        "queueMicrotask",
        "performance",
        "hrtime",
      ],
    });
    try {
      const emulator = await start();
      const [alive, dead] = [await openStream(emulator), await openStream(emulator)];
      const pings = { alive: 0 };
      alive.socket.on("ping", () => {
        pings.alive += 1;
      });
      below(dead.socket).pause();
      jest.advanceTimersByTime(30_000);
      await until(
        () => pings.alive,
        (count) => count === 1,
      );
      await alive.settled();
      jest.advanceTimersByTime(29_999);
      await alive.settled();
      expect([pings.alive, emulator.clients().length]).toEqual([1, 2]);
      jest.advanceTimersByTime(1);
      below(dead.socket).resume();
      expect(await dead.closed).toBe(1006);
      await until(
        () => pings.alive,
        (count) => count === 2,
      );
      await until(
        () => emulator.clients().length,
        (count) => count === 1,
      );
    } finally {
      jest.useRealTimers();
    }
  });
});

describe("a client that follows all companies", () => {
  it("is told of every company that a change of a plan, or of the time, touches", async () => {
    const emulator = await start();
    const client = await openStream(emulator, { "X-Schematic-Datastream-Mode": "replicator" });
    client.ask({ entity_type: "rulesengine.Companies" });
    await client.next();
    await call(emulator, "POST /plan-entitlements", {
      body: {
        plan_id: "plan_free",
        feature_id: "feat_export",
        value_type: "numeric",
        value_numeric: 7,
        metric_period: "current_day",
      },
    });
    const told = await client.settled();
    expect(told.map((frame) => [frame.entity_id, frame.message_type])).toEqual([["comp_small", "partial"]]);
    expect(told[0]?.data.entitlements).toMatchObject([{ feature_id: "feat_export", allocation: 7 }]);
    await call(emulator, "POST /events", {
      body: { event_type: "track", body: { event: "export", company: { id: "small" }, quantity: 2 } },
    });
    expect((await client.next()).data.metrics).toHaveLength(5);
    emulator.clock.set("2026-01-16T00:00:00Z");
    const later = (await client.settled()).find((frame) => frame.entity_id === "comp_small");
    const today = later?.data.metrics.find((metric: { period: string }) => metric.period === "current_day");
    expect(today).toMatchObject({ value: 0 });
  });
});
