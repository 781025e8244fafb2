import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const exec = promisify(execFile);
const here = import.meta.dirname;
const packages = ["api", "cache", "client", "datastream", "emulator", "events", "rulesengine", "webhooks"];

/** Runs a program in the project and gives what it printed; a failure carries it. */
export async function run(command, args, options = {}) {
  try {
    const { stdout } = await exec(command, args, { timeout: 120_000, maxBuffer: 64 * 1024 * 1024, ...options });
    return stdout;
  } catch (error) {
    throw new Error(`${command} ${args.join(" ")}\n${error.stdout ?? ""}${error.stderr ?? ""}`, { cause: error });
  }
}

/** A project outside the workspace with the packed packages installed by npm, and the scenario in it. */
export async function makeProject() {
  const folder = mkdtempSync(join(tmpdir(), "schematic-runtimes-"));
  const tarballs = mkdtempSync(join(tmpdir(), "schematic-tarballs-"));
  for (const name of packages) {
    await run("npx", ["--yes", "pnpm@10", "pack", "--pack-destination", tarballs], {
      cwd: join(here, "../../packages", name),
    });
  }
  writeFileSync(join(folder, "package.json"), '{ "name": "scenario", "private": true, "type": "module" }\n');
  const files = readdirSync(tarballs).map((file) => join(tarballs, file));
  await run("npm", ["install", "--no-audit", "--no-fund", ...files, "@types/node@20.19.43"], { cwd: folder });
  rmSync(tarballs, { recursive: true, force: true });
  copyFileSync(join(here, "scenario.mjs"), join(folder, "scenario.js"));
  return {
    folder,
    write: (file, text) => writeFileSync(join(folder, file), text),
    run: (command, args, options) => run(command, args, { cwd: folder, ...options }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
