import { request } from "node:http";
import { describe, expect, it } from "@jest/globals";
import { call, start } from "../support/start.ts";

const check = { company: { id: "acme" } };
const event = { event_type: "track", body: { event: "export", company: { id: "acme" } } };

/** A request with headers that `fetch` would not send. */
function raw(url: string, options: { method?: string; headers?: Record<string, string>; body?: string }) {
  return new Promise<{ status: number; headers: Record<string, unknown> }>((resolve, reject) => {
    const sent = request(url, options, (response) => {
      response.resume();
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers }));
    });
    sent.on("error", reject);
    sent.end(options.body);
  });
}

describe("keys", () => {
  it("must be there and known", async () => {
    const emulator = await start();
    expect(await call(emulator, "GET /companies", { key: null })).toMatchObject({
      status: 401,
      body: { error: "missing API key" },
    });
    expect(await call(emulator, "GET /companies", { key: "x" })).toMatchObject({
      status: 401,
      body: { error: "invalid API key" },
    });
  });

  it("that are publishable only check flags and send events", async () => {
    const emulator = await start();
    const key = emulator.publishableKey;
    expect((await call(emulator, "POST /flags/sso/check", { key, body: check })).status).toBe(200);
    expect((await call(emulator, "POST /events", { key, body: event })).status).toBe(201);
    expect((await call(emulator, "GET /companies", { key })).status).toBe(403);
    expect((await call(emulator, "POST /companies", { key, body: { keys: { id: "x" } } })).status).toBe(403);
  });

  it("that are read-only read and check, and write nothing", async () => {
    const emulator = await start();
    const created = await call(emulator, "POST /api-keys", { body: { name: "Reader", readonly: true } });
    const key = created.body.data.secret;
    expect((await call(emulator, "GET /companies", { key })).status).toBe(200);
    expect((await call(emulator, "POST /flags/check", { key, body: check })).status).toBe(201);
    expect(await call(emulator, "POST /companies", { key, body: { keys: { id: "x" } } })).toMatchObject({
      status: 403,
      body: { error: "the API key is read-only" },
    });
  });

  it("that are read-only may send events, which fail", async () => {
    const emulator = await start();
    const created = await call(emulator, "POST /api-keys", { body: { name: "Reader", readonly: true } });
    const sent = await call(emulator, "POST /events", { key: created.body.data.secret, body: event });
    expect(sent.status).toBe(201);
    const { body } = await call(emulator, `GET /events/${sent.body.data.event_id}`);
    expect(body.data).toMatchObject({ status: "failed", error_message: "the API key is read-only" });
  });

  it("of temporary tokens expire by the clock", async () => {
    const emulator = await start();
    const { body } = await call(emulator, "POST /temporary-access-tokens", {
      body: { resource_type: "company", lookup: { id: "acme" } },
    });
    expect((await call(emulator, "GET /whoami", { key: body.data.token })).body.data.actor_type).toBe(
      "temporary_access_token",
    );
    emulator.clock.set(body.data.expired_at);
    expect((await call(emulator, "GET /whoami", { key: body.data.token })).status).toBe(401);
  });

  it("belong to one environment", async () => {
    const emulator = await start();
    const headers = (id: string) => ({ headers: { "x-schematic-environment-id": id } });
    expect((await call(emulator, "GET /companies", headers(emulator.environmentId))).status).toBe(200);
    expect((await call(emulator, "GET /companies", headers("env_other"))).status).toBe(403);
  });
});

describe("web pages from elsewhere", () => {
  const origin = { origin: "https://evil.example" };

  it("cannot use a secret key, the emulator's own API or its datastream", async () => {
    const emulator = await start();
    const key = { "x-schematic-api-key": emulator.apiKey };
    for (const [path, method] of [
      ["/companies", "GET"],
      ["/flags/sso/check", "POST"],
      ["/_emulator", "GET"],
      ["/_emulator/clock/reset", "POST"],
    ] as const) {
      const { status } = await raw(emulator.url + path, {
        method,
        headers: { ...key, ...origin },
        body: method === "POST" ? "{}" : "",
      });
      expect([path, status]).toEqual([path, 403]);
    }
    const upgrade = {
      connection: "upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    };
    expect((await raw(`${emulator.url}/datastream`, { headers: { ...key, ...origin, ...upgrade } })).status).toBe(403);
  });

  it("may check flags and send events with a publishable key", async () => {
    const emulator = await start();
    const preflight = await raw(`${emulator.url}/flags/sso/check`, {
      method: "OPTIONS",
      headers: { ...origin, "access-control-request-method": "POST" },
    });
    expect(preflight).toMatchObject({ status: 204, headers: { "access-control-allow-origin": "*" } });
    const headers = { ...origin, "x-schematic-api-key": emulator.publishableKey, "content-type": "application/json" };
    const answer = await raw(`${emulator.url}/flags/sso/check`, {
      method: "POST",
      headers,
      body: JSON.stringify(check),
    });
    expect(answer).toMatchObject({ status: 200, headers: { "access-control-allow-origin": "*" } });
    const event = { api_key: emulator.publishableKey, type: "track", body: { event: "export" } };
    expect(
      (await raw(`${emulator.url}/e`, { method: "POST", headers: origin, body: JSON.stringify(event) })).status,
    ).toBe(200);
    expect((await raw(`${emulator.url}/companies`, { method: "OPTIONS", headers: origin })).status).toBe(403);
  });

  it("cannot come in by a name that points here, nor by a request without an origin", async () => {
    const emulator = await start();
    expect((await raw(`${emulator.url}/_emulator`, { headers: { host: "evil.example:80" } })).status).toBe(403);
    expect(
      (
        await raw(`${emulator.url}/_emulator`, {
          headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
        })
      ).status,
    ).toBe(403);
  });

  it("do not include its own pages, nor names that it was given", async () => {
    const emulator = await start({ allowedHosts: ["emulator"] });
    const own = { origin: emulator.url, host: new URL(emulator.url).host };
    expect((await raw(`${emulator.url}/_emulator`, { headers: own })).status).toBe(200);
    expect((await raw(`${emulator.url}/_emulator`, { headers: { host: "emulator:4010" } })).status).toBe(200);
  });
});
