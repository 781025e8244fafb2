import { describe, expect, it } from "@jest/globals";
import type { Emulator } from "@schematic/emulator";
import { type ClientOptions, WebSocket } from "ws";
import { call, capture, start, track } from "../support/start.ts";
import { until } from "../support/until.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a server sends is looked into freely here
type News = any;

const page = { origin: "https://app.example" };

/** A page that merges what it is told, as the browser's client does. */
async function visit(emulator: Emulator, apiKey: string, options: ClientOptions = page) {
  const url = `${emulator.url.replace("http", "ws")}/flags/bootstrap?apiKey=${apiKey}`;
  const socket = new WebSocket(url, options);
  const told: News[] = [];
  socket.on("message", (data) => told.push(JSON.parse(data.toString())));
  const closed = new Promise<number>((resolve) => socket.on("close", resolve));
  await new Promise((resolve, reject) => {
    socket.on("open", resolve);
    socket.on("unexpected-response", (_request, response) => reject(new Error(`status ${response.statusCode}`)));
    socket.on("error", reject);
  });
  return {
    told,
    closed,
    socket,
    ask: (data: object): void => socket.send(JSON.stringify({ apiKey, clientVersion: "1.4.0", data })),
    next: (count: number) =>
      until(
        () => told,
        (all) => all.length >= count,
      ).then((all) => all[count - 1]),
    flag: (key: string) => told.flatMap(({ flags }) => flags).findLast((check: { flag: string }) => check.flag === key),
  };
}

const acme = { company: { id: "acme" }, user: { user_id: "u1" } };

describe("the socket of browsers", () => {
  it("gives a page of any origin its flags, its plan and its credits, as the API does", async () => {
    const emulator = await start();
    const { ask, next } = await visit(emulator, emulator.publishableKey);
    ask(acme);
    const { body } = await call(emulator, "POST /flags/check", { body: acme });
    expect(await next(1)).toEqual(body.data);
  });

  it("tells from then on what changes, and only that", async () => {
    const emulator = await start();
    const { ask, next, flag, told } = await visit(emulator, emulator.publishableKey);
    ask(acme);
    await next(1);
    await capture(emulator, track("export", { id: "acme" }, { quantity: 3 }));
    const used = await next(2);
    expect(used.flags.map((check: { flag: string }) => check.flag)).toEqual(["exports"]);
    expect(flag("exports")).toMatchObject({ value: false, entitlement: { usage: 3 } });
    await capture(emulator, track("export", { id: "small" }));
    emulator.clock.set("2026-02-01T00:00:00Z");
    await until(
      () => flag("exports"),
      (check) => check.value,
    );
    await call(emulator, "PUT /company-plans/comp_acme", { body: { base_plan_id: "plan_free", add_on_ids: [] } });
    await until(
      () => told.at(-1)?.plan?.id,
      (id) => id === "plan_free",
    );
    await call(emulator, "DELETE /flags/flag_beta");
    await until(
      () => flag("beta"),
      (check) => !check.value && check.reason === "Flag not found",
    );
  });

  it("follows whom the page says last, and shows the page among the clients", async () => {
    const emulator = await start();
    const { ask, next, socket } = await visit(emulator, emulator.publishableKey);
    ask({ company: { id: "small" } });
    expect((await next(1)).plan).toMatchObject({ id: "plan_free" });
    ask(acme);
    expect((await next(2)).plan).toMatchObject({ id: "plan_pro" });
    expect(emulator.clients()).toMatchObject([
      { id: "browser_1", client: "browser", client_version: "1.4.0", mode: "flags", sent: 2, received: 2 },
    ]);
    socket.close();
    await until(
      () => emulator.clients().length,
      (count) => count === 0,
    );
  });

  it.each<[string, (emulator: Emulator) => string]>([
    ["unknown", () => "nobody's"],
    ["secret, in a page from elsewhere,", ({ apiKey }) => apiKey],
  ])("closes with 4001 for a key that is %s", async (_name, keyOf) => {
    const emulator = await start();
    const { ask, closed, told } = await visit(emulator, keyOf(emulator));
    ask(acme);
    expect(await closed).toBe(4001);
    expect(told).toEqual([]);
  });

  it("takes a secret key where no page is, and is cut and faulted as the datastream is", async () => {
    const emulator = await start();
    const { ask, next, closed } = await visit(emulator, emulator.apiKey, {});
    for (const frame of ["{", "[]", { keys: 5 }]) ask(frame as object);
    ask(acme);
    await next(1);
    expect(emulator.cutStreams({ code: 1012 })).toBe(1);
    expect(await closed).toBe(1012);
    emulator.faults.add({ target: "datastream", kind: "status", status: 503, path: "/flags/bootstrap", times: 1 });
    await expect(visit(emulator, emulator.publishableKey)).rejects.toThrow("status 503");
  });

  it("is not for every path: others answer 501 and show as not emulated", async () => {
    const emulator = await start();
    const socket = new WebSocket(`${emulator.url.replace("http", "ws")}/components/live`);
    const status = await new Promise((resolve) =>
      socket.on("unexpected-response", (_request, response) => resolve(response.statusCode)),
    );
    expect(status).toBe(501);
    expect(emulator.feed.since(0).find(({ type }) => type === "unemulated")?.data).toEqual({
      operation: "socket /components/live",
      method: "GET",
      path: "/components/live",
    });
  });
});
