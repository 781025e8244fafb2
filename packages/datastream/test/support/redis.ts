import { type ChildProcess, spawn } from "node:child_process";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { type RedisClient, redisCache } from "@schematic/cache/redis";
import { Redis } from "ioredis";
import { createClient as createClient5 } from "redis5";
import { createClient as createClient6 } from "redis6";

/** A redis-server of the test's own, which may be stopped and started again on its port. */
export class RedisServer {
  readonly port: number;
  #child: ChildProcess | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const options = ["--port", String(this.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
    this.#child = spawn("redis-server", options, { stdio: "ignore" });
    const client = new Redis(this.port, "127.0.0.1", { retryStrategy: () => 20, maxRetriesPerRequest: null });
    client.on("error", () => undefined);
    await client.ping();
    client.disconnect();
  }

  /** Stops and lets it go on: while stopped it hangs, as a server that has lost its network. */
  pause(): void {
    this.#child?.kill("SIGSTOP");
  }

  resume(): void {
    this.#child?.kill("SIGCONT");
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }
}

/** A client under test, as its user would make it, and how it is let go. */
export interface TestClient {
  readonly client: RedisClient;
  close(): void;
}

const reconnect = { reconnectStrategy: () => 20 };

/** The clients that are supported. */
export const clients: Record<string, (port: number) => Promise<TestClient>> = {
  "node-redis 5": async (port) => {
    const client = createClient5({ socket: { port, host: "127.0.0.1", ...reconnect } });
    client.on("error", () => undefined);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  "node-redis 6": async (port) => {
    const client = createClient6({ socket: { port, host: "127.0.0.1", ...reconnect } });
    client.on("error", () => undefined);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  ioredis: async (port) => {
    const client = new Redis(port, "127.0.0.1", { retryStrategy: () => 20 });
    client.on("error", () => undefined);
    return { client, close: () => client.disconnect() };
  },
};

/** A cache over an ioredis client, and the client to look behind it. */
export function openCache(port: number) {
  const client = new Redis(port, "127.0.0.1", { retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on("error", () => undefined);
  return { client, cache: redisCache({ client }), close: () => client.disconnect() };
}

/** A port that nobody listens at. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
