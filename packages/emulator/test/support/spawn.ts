import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach } from "@jest/globals";

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** The command in a process of its own; resolves with its address once it serves. */
export async function spawnEmulator(
  ...args: string[]
): Promise<{ child: ChildProcess; url: string; exited: Promise<number | null> }> {
  const root = join(import.meta.dirname, "../../../..");
  const bin = join(root, "packages/emulator/src/bin.ts");
  // The loader, not the tsx command: that would run the emulator in a process below, which a kill does not reach.
  const loader = pathToFileURL(join(root, "node_modules/tsx/dist/loader.mjs")).href;
  const child = spawn(process.execPath, ["--import", loader, bin, "--port", "0", ...args], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, TSX_TSCONFIG_PATH: join(root, "tsconfig.json") },
  });
  children.push(child);
  const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
  let text = "";
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    const url = /on (http:\S+)/.exec(text)?.[1];
    if (url) return { child, url, exited };
  }
  throw new Error(`the emulator did not start: ${text}`);
}
