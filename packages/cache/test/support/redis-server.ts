import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A redis-server of the test's own. */
export interface RedisServer {
  readonly port: number;
  /** Runs one command through redis-cli. */
  cli(...command: string[]): Promise<string>;
  /** Stops and lets it go on: while stopped it hangs, as a server that has lost its network. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** Cluster nodes also listen at their port plus 10,000, so ports above 55,535 do not do. */
async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    if (port < 55_000) return port;
  }
  throw new Error("no free port below 55,000");
}

async function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("close", () => undefined).setTimeout(1_000);
    socket.once("connect", () => socket.destroy());
  });
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
    if (await accepts(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("redis-server did not start");
}

/** Starts redis-server on a free port of loopback, keeping nothing. */
export async function startRedis(...options: string[]): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), "schematic-redis-"));
  const port = await freePort();
  const fixed = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  const child = spawn("redis-server", [...fixed, ...options], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await listening(port, child);
  return {
    port,
    cli: async (...command) => (await run("redis-cli", ["-p", `${port}`, ...command])).stdout,
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    async stop() {
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a cluster of three masters. */
export async function startCluster(): Promise<readonly RedisServer[]> {
  const options = ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000"];
  const nodes = [await startRedis(...options), await startRedis(...options), await startRedis(...options)];
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
  await run("redis-cli", ["--cluster", "create", ...addresses, "--cluster-replicas", "0", "--cluster-yes"]);
  for (const node of nodes) await agreed(node);
  return nodes;
}

async function agreed(node: RedisServer): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if ((await node.cli("cluster", "info")).includes("cluster_state:ok")) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the cluster did not form");
}
