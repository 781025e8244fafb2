import { connect } from "node:net";
import { describe, expect, it } from "@jest/globals";
import type { Emulator } from "@schematic/emulator";
import { call, start } from "../support/start.ts";

/** Writes bytes to the emulator's port and resolves with all that comes back until the connection ends. */
function raw(emulator: Emulator, text: string): Promise<string> {
  const { hostname, port } = new URL(emulator.url);
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer));
  });
}

const head = (emulator: Emulator, target: string, ...more: string[]): string =>
  [`GET ${target} HTTP/1.1`, `Host: ${new URL(emulator.url).host}`, "Connection: close", ...more, "", ""].join("\r\n");

describe("malformed HTTP", () => {
  it.each(["//", "/\\", "http://", "*", "/%", "/companies/%ff", "/flags/%2e%2e%2f"])(
    "with the target %p gets an answer, and the next request too",
    async (target) => {
      const emulator = await start();
      const key = `X-Schematic-Api-Key: ${emulator.apiKey}`;
      expect(await raw(emulator, head(emulator, target, key))).toMatch(/^HTTP\/1\.1 40[04] /);
      expect((await call(emulator, "GET /whoami")).status).toBe(200);
    },
  );

  it.each([
    "GET / HTTP/9.9\r\n\r\n",
    "\u0000\u0001\u0002\r\n\r\n",
    "GET /\r\n\r\n",
    "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
  ])("that is none (%j) ends, and the next request is answered", async (text) => {
    const emulator = await start();
    expect(await raw(emulator, text)).toMatch(/^(HTTP\/1\.1 40\d |$)/);
    expect((await call(emulator, "GET /whoami")).status).toBe(200);
  });

  it("upgraded to a socket with such a target is refused, not dropped", async () => {
    const emulator = await start();
    const upgrade = ["Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];
    const text = head(emulator, "http://", ...upgrade).replace("Connection: close", "Connection: Upgrade");
    expect(await raw(emulator, text)).toMatch(/^HTTP\/1\.1 400 /);
  });

  it("that is too large is answered with 413 while it is still being sent", async () => {
    const emulator = await start();
    const answer = await call(emulator, "POST /companies", { body: { keys: { id: "x".repeat(17 * 1024 * 1024) } } });
    expect(answer).toMatchObject({ status: 413, body: { error: "request body too large" } });
    expect((await call(emulator, "GET /whoami")).status).toBe(200);
  });

  it("that ends in the middle of its body is nobody's error", async () => {
    const problems: string[] = [];
    const emulator = await start({ logger: { error: (message) => problems.push(message), warn: () => undefined } });
    const { hostname, port } = new URL(emulator.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `POST /companies HTTP/1.1\r\nHost: ${hostname}\r\nX-Schematic-Api-Key: ${emulator.apiKey}\r\nContent-Length: 50\r\n\r\n{"keys"`,
          () => socket.destroy(),
        );
      });
      socket.on("close", () => resolve());
    });
    expect((await call(emulator, "GET /whoami")).status).toBe(200);
    expect(problems).toEqual([]);
  });

  it("nested too deeply is refused, and the next request is answered", async () => {
    const emulator = await start();
    const traits = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
    const response = await fetch(`${emulator.url}/companies`, {
      method: "POST",
      headers: { "x-schematic-api-key": emulator.apiKey },
      body: `{"keys":{"id":"deep"},"traits":${traits}}`,
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(emulator.state.rows("companies")).toHaveLength(2);
    expect((await call(emulator, "GET /whoami")).status).toBe(200);
  });
});

describe("text that is half a character", () => {
  it("is refused, as one flag with such a key would stop every check", async () => {
    const emulator = await start();
    const body = { key: "half \ud800", name: "Half", description: "", flag_type: "boolean", default_value: true };
    expect((await call(emulator, "POST /flags", { body })).status).toBe(400);
    expect(() => emulator.state.seed({ flags: [{ key: "whole \ud83d\ude00" }] })).not.toThrow();
    expect((await call(emulator, "POST /flags/check", { body: {} })).status).toBe(201);
    const seeded = await call(emulator, "POST /_emulator/seed", { body: { flags: [{ key: "\udc00" }] } });
    expect(seeded.status).toBe(400);
  });
});

describe("the name under which it is asked", () => {
  it("may be an address of version 6 that it was given", async () => {
    const emulator = await start({ allowedHosts: ["fe80::1"] });
    const text = head(emulator, "/_emulator").replace(/Host: .*/, "Host: [fe80::1]:4010");
    expect(await raw(emulator, text)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it("is this machine's alone when the address to listen on is blank", async () => {
    const emulator = await start({ host: " " });
    expect(emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    await expect(fetch(emulator.url.replace("127.0.0.1", "[::1]"))).rejects.toThrow();
  });
});
