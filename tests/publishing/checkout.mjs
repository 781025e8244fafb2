import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const exec = promisify(execFile);
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a program and gives its output; a failure carries what it printed. */
export async function run(command, args, options = {}) {
  try {
    const { stdout } = await exec(command, args, { maxBuffer: 64 * 1024 * 1024, ...options });
    return stdout;
  } catch (error) {
    throw new Error(`${command} ${args.join(" ")}\n${error.stdout ?? ""}${error.stderr ?? ""}`, { cause: error });
  }
}

async function copyTree(folder) {
  const listed = await run("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], { cwd: root });
  for (const file of listed.split("\0").filter(Boolean)) {
    if (file.startsWith("tests/") || file.startsWith("bench/")) continue;
    try {
      cpSync(join(root, file), join(folder, file));
    } catch (error) {
      if (error.code !== "ENOENT") throw error; // deleted, but git does not know yet
    }
  }
}

/** A copy of the repository in a folder of its own, with git and dependencies, in which a release can be played through. */
export async function checkOut() {
  const folder = mkdtempSync(join(tmpdir(), "schematic-release-"));
  await copyTree(folder);
  const git = (...args) =>
    run("git", ["-c", "user.name=Release", "-c", "user.email=release@localhost", ...args], { cwd: folder });
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "Start");
  await run("npx", ["--yes", "pnpm@10", "install", "--frozen-lockfile", "--prefer-offline"], { cwd: folder });
  const env = (registry) => ({
    ...registry.env,
    TURBO_CACHE_DIR: join(root, "node_modules/.cache/turbo-release"),
    npm_config_verify_deps_before_run: "false",
  });
  const pnpm = (registry, ...args) => run("npx", ["--yes", "pnpm@10", ...args], { cwd: folder, env: env(registry) });
  return {
    folder,
    commit: (message) => git("add", "--all").then(() => git("commit", "--quiet", "--message", message)),
    pnpm,
    manifest: (name) => JSON.parse(readFileSync(join(folder, "packages", name, "package.json"), "utf8")),
    read: (file) => readFileSync(join(folder, file), "utf8"),
    write: (file, text) => writeFileSync(join(folder, file), text),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
