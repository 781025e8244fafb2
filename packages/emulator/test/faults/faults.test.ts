import { describe, expect, it } from "@jest/globals";
import { call, capture, start, track } from "../support/start.ts";
import { openStream } from "../support/stream.ts";

const check = { body: { company: { id: "acme" } } };

describe("faults on demand", () => {
  it("answer a status, with Retry-After, as often as asked", async () => {
    const emulator = await start();
    emulator.faults.add({ target: "rest", kind: "status", status: 429, retryAfterSeconds: 2, times: 1 });
    const refused = await call(emulator, "POST /flags/sso/check", check);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("2");
    expect((await call(emulator, "POST /flags/sso/check", check)).status).toBe(200);
    expect(emulator.faults.list()).toEqual([]);
  });

  it("reset the connection before the request is looked at, or after it was carried out", async () => {
    const emulator = await start();
    const usage = (): number | undefined =>
      emulator.state.rows("usage").find((row) => row.period === "all_time")?.value;
    emulator.faults.add({ target: "capture", kind: "refuse", times: 1 });
    await expect(capture(emulator, track("export", { id: "acme" }))).rejects.toThrow();
    expect(usage()).toBeUndefined();
    emulator.faults.add({ target: "capture", kind: "drop", times: 1 });
    await expect(capture(emulator, track("export", { id: "acme" }))).rejects.toThrow();
    expect(usage()).toBe(1);
  });

  it("leave other targets, paths and the emulator's own API alone", async () => {
    const emulator = await start();
    emulator.faults.add({ target: "rest", kind: "status", status: 500, path: "/flags" });
    expect((await capture(emulator, track("export", { id: "acme" }))).status).toBe(200);
    expect((await call(emulator, "GET /companies")).status).toBe(200);
    expect((await call(emulator, "POST /flags/sso/check", check)).status).toBe(500);
    const { body } = await call(emulator, "GET /_emulator/faults");
    expect(body.faults).toMatchObject([{ kind: "status", path: "/flags", struck: 1 }]);
  });

  it("hang without holding up the stop", async () => {
    const emulator = await start();
    emulator.faults.add({ kind: "hang" });
    const pending = call(emulator, "GET /companies").catch((error: unknown) => error);
    while (emulator.faults.list()[0]?.struck === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await emulator.close();
    expect(String(await pending)).toContain("fetch failed");
  });

  it("refuse the datastream's upgrade, or accept it and close with a code", async () => {
    const emulator = await start();
    emulator.faults.add({ target: "datastream", kind: "status", status: 429, times: 1 });
    await expect(openStream(emulator)).rejects.toThrow("status 429");
    emulator.faults.add({ target: "datastream", kind: "refuse", times: 1 });
    await expect(openStream(emulator)).rejects.toThrow();
    emulator.faults.add({ target: "datastream", kind: "status", status: 4001, times: 1 });
    expect(await (await openStream(emulator)).closed).toBe(4001);
  });

  it("swallow datastream messages, or delay them in order", async () => {
    const emulator = await start();
    const client = await openStream(emulator);
    emulator.faults.add({ target: "datastream", kind: "drop", times: 1 });
    client.ask({ entity_type: "rulesengine.Flags" });
    expect(await client.settled()).toEqual([]);
    emulator.faults.add({ target: "datastream", kind: "latency", delayMs: 30, times: 1 });
    client.ask({ entity_type: "rulesengine.Flags" });
    client.ask({ entity_type: "rulesengine.Company", keys: { id: "acme" } });
    expect((await client.next()).entity_type).toBe("rulesengine.Flags");
    expect((await client.next()).entity_type).toBe("rulesengine.Company");
  });

  it("make a datastream connection half open: nothing comes, not even a pong", async () => {
    const emulator = await start();
    const client = await openStream(emulator);
    const { id } = emulator.faults.add({ target: "datastream", kind: "hang" });
    let answered = false;
    client.socket.on("pong", () => {
      answered = true;
    });
    client.socket.ping();
    client.ask({ entity_type: "rulesengine.Flags" });
    while (emulator.clients()[0]?.received !== 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(answered).toBe(false);
    emulator.faults.remove(id);
    expect(await client.settled()).toEqual([]);
  });

  it("cut one stream or all, with or without a code", async () => {
    const emulator = await start();
    const [first, second] = [await openStream(emulator), await openStream(emulator)];
    expect(emulator.cutStreams({ id: emulator.clients()[0]?.id, code: 4001 })).toBe(1);
    expect(await first.closed).toBe(4001);
    const { body } = await call(emulator, "POST /_emulator/clients/cut", { body: {} });
    expect(body).toEqual({ cut: 1 });
    expect(await second.closed).toBe(1006);
  });

  it("are refused when they make no sense", async () => {
    const emulator = await start();
    for (const body of [
      ...[{}, { kind: "rain" }, { kind: "status", status: 200 }, { kind: "latency", delay_ms: -1 }],
      ...[
        { kind: "latency", path: 5 },
        { kind: "status", status: 429.5 },
        { kind: "status", status: 600 },
      ],
      ...[
        { kind: "drop", probability: 2 },
        { kind: "drop", times: 0 },
        { kind: "drop", times: 1.5 },
      ],
    ])
      expect([body, (await call(emulator, "POST /_emulator/faults", { body })).status]).toEqual([body, 400]);
  });

  it.each([1004, 1005, 1006, 1015, 2000, 5000])("never close with %i, which nobody may send", async (code) => {
    const emulator = await start();
    const fault = { target: "datastream", kind: "status", status: code };
    expect((await call(emulator, "POST /_emulator/faults", { body: fault })).status).toBe(400);
    expect((await call(emulator, "POST /_emulator/clients/cut", { body: { code } })).status).toBe(400);
    const client = await openStream(emulator);
    client.ask({ entity_type: "rulesengine.Flags" });
    expect((await client.next()).message_type).toBe("full");
  });

  it("close with a code on the datastream only: nothing else has one", async () => {
    const emulator = await start();
    for (const target of ["rest", "capture", "all"])
      expect(
        (await call(emulator, "POST /_emulator/faults", { body: { target, kind: "status", status: 4001 } })).status,
      ).toBe(400);
    const client = await openStream(emulator);
    const reason = "é".repeat(100);
    expect((await call(emulator, "POST /_emulator/clients/cut", { body: { code: 4001, reason } })).status).toBe(400);
    expect((await call(emulator, "POST /_emulator/clients/cut", { body: { code: 4001, reason: "why" } })).body).toEqual(
      {
        cut: 1,
      },
    );
    expect(await client.closed).toBe(4001);
  });
});
