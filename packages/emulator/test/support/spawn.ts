import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach } from "@jest/globals";

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

const root = join(import.meta.dirname, "../../../..");
const address = /on (http:\S+)/;

export interface Spawned {
  readonly child: ChildProcess;
  readonly url: string;
  readonly exited: Promise<number | null>;
}

async function spawnNode(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Spawned> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], env });
  children.push(child);
  const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
  let [text, problems] = ["", ""];
  child.stderr?.on("data", (chunk) => {
    problems += chunk;
  });
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    const url = address.exec(text)?.[1];
    if (url) return { child, url, exited };
  }
  throw new Error(`the emulator did not start: ${text}${problems}`);
}

/** The command in a process of its own; resolves with its address once it serves. */
export function spawnEmulator(...args: string[]): Promise<Spawned> {
  // The loader, not the tsx command: that would run the emulator in a process below, which a kill does not reach.
  const loader = pathToFileURL(join(root, "node_modules/tsx/dist/loader.mjs")).href;
  const bin = join(root, "packages/emulator/src/bin.ts");
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(root, "tsconfig.json") };
  return spawnNode(["--import", loader, bin, "--port", "0", ...args], env);
}

/** A built emulator in a process of its own: by the command, or by a line of code that starts one and prints "on" and its address. */
export function spawnBuilt(...args: string[]): Promise<Spawned> {
  const { NODE_OPTIONS: _none, ...env } = process.env;
  return spawnNode(args, env);
}
