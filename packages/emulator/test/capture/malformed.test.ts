import { describe, expect, it } from "@jest/globals";
import { call, capture, start, track } from "../support/start.ts";

const acme = { id: "acme" };

describe("malformed events", () => {
  it.each<[string, object]>([
    ["a key that is a number", { type: "identify", body: { keys: { user_id: 5 } } }],
    ["a company key that is a number", { type: "track", body: { event: "export", company: { id: 5 } } }],
    ["keys that are a list", { type: "identify", body: { keys: ["u1"] } }],
    ["no key at all", { type: "identify", body: { keys: {} } }],
    ["a company without keys", { type: "identify", body: { keys: { user_id: "u1" }, company: { name: "x" } } }],
    [
      "a company key that is null",
      { type: "identify", body: { keys: { user_id: "u1" }, company: { keys: { id: null } } } },
    ],
    ["traits that are text", { type: "identify", body: { keys: { user_id: "u1" }, traits: "admin" } }],
    ["a name that is a number", { type: "identify", body: { keys: { user_id: "u1" }, name: 7 } }],
    ["a date of another form", { ...track("export", acme), sent_at: "5" }],
    ["an empty event name", { type: "track", body: { event: "" } }],
  ])("with %s are refused with 400, and nothing of their batch counts", async (_name, event) => {
    const emulator = await start();
    const before = emulator.state.exportSeed();
    const answer = await capture(emulator, track("export", acme), event);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatch(/body|sent_at/);
    expect(emulator.state.exportSeed()).toEqual(before);
    expect(emulator.state.rows("events")).toEqual([]);
  });

  it("that fail leave nothing behind: not the company of an identify whose user is refused", async () => {
    const emulator = await start();
    await capture(emulator, { type: "identify", body: { keys: { email: "a@b.io" } } });
    await capture(emulator, {
      type: "identify",
      body: { keys: { email: "a@b.io", user_id: "u1" }, company: { keys: { id: "acme" }, traits: { city: "Rome" } } },
    });
    expect(emulator.state.rows("events").at(-1)).toMatchObject({ status: "failed" });
    expect(emulator.state.rows("companies")[0]?.traits.city).toBe("Atlanta");
  });

  it("cannot reach a prototype by the name of a key or trait", async () => {
    const emulator = await start();
    const body = JSON.parse(
      '{"keys":{"user_id":"u9","__proto__":"x"},"traits":{"__proto__":{"admin":true},"constructor":"y"}}',
    );
    expect((await capture(emulator, { type: "identify", body })).status).toBe(200);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
    const found = await call(emulator, "GET /users/lookup?user_id=u9");
    expect(found.status).toBe(200);
    expect(Object.keys(found.body.data.traits).sort()).toEqual(["__proto__", "constructor"]);
  });

  it("do not name a key twice that differs by case alone", async () => {
    const emulator = await start();
    await call(emulator, "POST /companies", { body: { keys: { ID: "acme" } } });
    expect(emulator.state.rows("companies")[0]?.keys).toEqual({ id: "acme", slug: "Acme:EU" });
  });
});
