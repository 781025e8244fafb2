import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { redisCache } from "@schematic/cache/redis";
import { createClient } from "redis";
import { closeServices, startService } from "../support/service.ts";
import { clientOf, closeClients } from "../support/subject.ts";

let server: ReturnType<typeof spawn>;
let url: string;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

const connected: { destroy(): void }[] = [];

async function connect() {
  const client = createClient({ url }).on("error", () => undefined);
  connected.push(client);
  return client.connect();
}

beforeAll(async () => {
  const port = await freePort();
  const options = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  server = spawn("redis-server", options, { stdio: "ignore" });
  url = `redis://127.0.0.1:${port}`;
}, 30_000);
afterEach(closeClients);
afterEach(closeServices);
afterAll(() => {
  for (const client of connected) client.destroy();
  server.kill("SIGKILL");
});

const context = { company: { id: "c1" } };

describe("checks with a Redis", () => {
  it("share answers between processes, and forget them in time (F-P5, F-N9)", async () => {
    const [first, second] = [await connect(), await connect()];
    const service = await startService();
    const near = clientOf(service, { flagCache: redisCache({ client: first, ttlMs: 500 }) });
    expect(await near.checkFlagWithEntitlement("a", context)).toMatchObject({ value: true, source: "api" });
    const keys = await eventually(() => second.keys("schematic:check:*"));
    const left = await second.pTTL(keys[0] ?? "");
    expect(left).toBeGreaterThan(-1);
    expect(left).toBeLessThanOrEqual(500);
    await second.persist(keys[0] ?? "");
    const far = clientOf(service, { flagCache: redisCache({ client: second }) });
    expect(await far.checkFlagWithEntitlement("a", context)).toMatchObject({ value: true, source: "cache" });
    expect(await far.checkFlags(["a"], context)).toMatchObject([{ value: true, source: "cache" }]);
  });

  it("go on when Redis hangs, holds what is not ours, or is gone (F-N5)", async () => {
    const redis = await connect();
    await redis.flushAll();
    const client = clientOf(await startService(), { flagCache: redisCache({ client: redis }), logLevel: "off" });
    await client.checkFlag("a", context);
    const [key = ""] = await eventually(() => redis.keys("schematic:check:*"));
    await redis.set(key, '{"value":tr');
    expect(await client.checkFlagWithEntitlement("a", context)).toMatchObject({ value: true, source: "api" });
    server.kill("SIGSTOP");
    expect(await client.checkFlagWithEntitlement("b", context)).toMatchObject({ value: true, source: "api" });
    server.kill("SIGKILL");
    expect(await client.checkFlagWithEntitlement("c", context)).toMatchObject({ value: true, source: "api" });
  });
});

/** Answers are written in the background. */
async function eventually(read: () => Promise<string[]>): Promise<string[]> {
  for (let tries = 0; tries < 200; tries++) {
    const found = await read();
    if (found.length > 0) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return [];
}
