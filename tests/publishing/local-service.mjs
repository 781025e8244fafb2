import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { startEmulator } from "../../packages/emulator/dist/esm/index.js";
import { printed } from "./printed.mjs";
import { seed } from "./seed.mjs";

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function startRedis() {
  const port = await freePort();
  const child = spawn(
    "redis-server",
    ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
    { stdio: "pipe" },
  );
  await printed(child, /Ready to accept connections/);
  return { url: `redis://127.0.0.1:${port}`, stop: () => child.kill() };
}

/** What installed packages and examples talk to: the emulator with a small seed, and a Redis. */
export async function startLocalService() {
  const [emulator, redis] = await Promise.all([startEmulator({ port: 0, seed }), startRedis()]);
  return {
    emulator,
    env: {
      EMULATOR_URL: emulator.url,
      SCHEMATIC_URL: emulator.url,
      SCHEMATIC_API_KEY: emulator.apiKey,
      REDIS_URL: redis.url,
    },
    async stop() {
      redis.stop();
      await emulator.close();
    },
  };
}
