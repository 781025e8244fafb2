import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Cluster } from "ioredis";
import { createCluster as createCluster5 } from "redis5";
import { createCluster as createCluster6 } from "redis6";
import { freePort, type TestClient } from "./redis.ts";

const run = promisify(execFile);
const pause = () => new Promise((resolve) => setTimeout(resolve, 50));

interface Node {
  readonly port: number;
  readonly folder: string;
  readonly child: ChildProcess;
}

/** Three masters of the test's own, each with a third of the keys. */
export class RedisCluster {
  readonly #nodes: readonly Node[];

  private constructor(nodes: readonly Node[]) {
    this.#nodes = nodes;
  }

  static async start(): Promise<RedisCluster> {
    const cluster = new RedisCluster([await startNode(), await startNode(), await startNode()]);
    for (const port of cluster.ports) await answers(port, "PONG", ["ping"]);
    const addresses = cluster.ports.map((port) => `127.0.0.1:${port}`);
    await run("redis-cli", ["--cluster", "create", ...addresses, "--cluster-replicas", "0", "--cluster-yes"]);
    for (const port of cluster.ports) await answers(port, "cluster_state:ok", ["cluster", "info"]);
    return cluster;
  }

  get ports(): number[] {
    return this.#nodes.map(({ port }) => port);
  }

  /** How many keys each master has. */
  async sizes(): Promise<number[]> {
    return Promise.all(this.ports.map(async (port) => Number(await cli(port, ["dbsize"]))));
  }

  async clear(): Promise<void> {
    for (const port of this.ports) await cli(port, ["flushall"]);
  }

  async stop(): Promise<void> {
    for (const { child, folder } of this.#nodes) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

async function startNode(): Promise<Node> {
  // Nodes also listen at their port plus 10,000.
  let port = await freePort();
  for (let tries = 0; port > 55_000 && tries < 100; tries++) port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "schematic-cluster-"));
  const options = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  const clustered = ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000"];
  return { port, folder, child: spawn("redis-server", [...options, ...clustered], { stdio: "ignore" }) };
}

async function cli(port: number, command: readonly string[]): Promise<string> {
  return (await run("redis-cli", ["-p", `${port}`, ...command])).stdout;
}

async function answers(port: number, wanted: string, command: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if ((await cli(port, command).catch(() => "")).includes(wanted)) return;
    await pause();
  }
  throw new Error(`the node never answered ${wanted}`);
}

/** The cluster clients that are supported, given one node. */
export const clusterClients: Record<string, (port: number) => Promise<TestClient>> = {
  "node-redis 5": async (port) => {
    const client = createCluster5({ rootNodes: [{ url: `redis://127.0.0.1:${port}` }] });
    client.on("error", () => undefined);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  "node-redis 6": async (port) => {
    const client = createCluster6({ rootNodes: [{ url: `redis://127.0.0.1:${port}` }] });
    client.on("error", () => undefined);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  ioredis: async (port) => {
    const client = new Cluster([{ host: "127.0.0.1", port }]);
    client.on("error", () => undefined);
    return { client, close: () => client.disconnect() };
  },
};
