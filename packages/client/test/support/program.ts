import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../../..");

/** Bundles `programs/use.ts` from source, so that it runs as plain Node. */
export function bundleProgram(): string {
  const out = join(mkdtempSync(join(tmpdir(), "schematic-client-")), "use.mjs");
  execFileSync(join(root, "node_modules/.bin/esbuild"), [
    join(import.meta.dirname, "../programs/use.ts"),
    ...["--bundle", "--platform=node", "--format=esm", `--outfile=${out}`, "--log-level=error"],
    `--tsconfig=${join(root, "tsconfig.json")}`,
  ]);
  return out;
}

/** How a program ended, and what it said. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
}

/** Runs a bundled program to its end; it is killed when it does not end within a minute. */
export function runProgram(path: string, plan: object): Promise<Ending> {
  const child = spawn(process.execPath, [path, JSON.stringify(plan)], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const deadline = setTimeout(() => child.kill("SIGKILL"), 60_000);
  return new Promise((resolve) => {
    child.on("close", (code, signal) => {
      clearTimeout(deadline);
      resolve({ code, signal, output });
    });
  });
}
