import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");

/** Bundles `programs/track.ts` from source, so that it runs as plain Node. */
export function bundleProgram(): string {
  const out = join(mkdtempSync(join(tmpdir(), "schematic-events-")), "track.mjs");
  execFileSync(join(root, "node_modules/.bin/esbuild"), [
    join(import.meta.dirname, "programs/track.ts"),
    ...["--bundle", "--platform=node", "--format=esm", `--outfile=${out}`, "--log-level=error"],
    `--tsconfig=${join(root, "tsconfig.json")}`,
  ]);
  return out;
}

/** A program under way. */
export interface Running {
  readonly child: ChildProcess;
  readonly lines: string[];
  /** Resolves when a line begins like this. */
  until(beginning: string): Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly ms: number }>;
}

/** The keys that a program was told of as accepted. */
export const keysOf = ({ lines }: Running) =>
  lines.filter((line) => line.startsWith("KEY ")).map((line) => line.slice(4));

/** Starts a bundled program; it is killed when it does not end within 20 seconds. */
export function startProgram(path: string, plan: object, nodeOptions: readonly string[] = []): Running {
  const startedAt = Date.now();
  const child = spawn(process.execPath, [...nodeOptions, path, JSON.stringify(plan)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
    for (const check of waiting) check();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => lines.push(`STDERR ${text}`));
  const deadline = setTimeout(() => child.kill("SIGKILL"), 20_000);
  const ended = new Promise<{ code: number | null; signal: string | null; ms: number }>((resolve) => {
    child.on("close", (code, signal) => {
      clearTimeout(deadline);
      resolve({ code, signal, ms: Date.now() - startedAt });
    });
  });
  const until = (beginning: string) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (lines.some((line) => line.startsWith(beginning))) resolve();
      };
      waiting.add(check);
      check();
    });
  return { child, lines, until, ended };
}
