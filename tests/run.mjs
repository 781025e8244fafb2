// Runs the `*.test.mjs` files of one folder of tests/: `node tests/run.mjs publishing`. Installs that folder's own dependencies first.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";

const folder = join(import.meta.dirname, process.argv[2] ?? "");
const only = process.argv.slice(3);

// A plain `npx pnpm@10` finds the pinned lockfile; the dependencies are not part of the main workspace, so nobody else waits for them.
// Our strictness on engines, which the environment hands down, is not that of every framework's dependencies.
const { status, stdout } = spawnSync("npx", ["--yes", "pnpm@10", "install", "--frozen-lockfile", "--prefer-offline"], {
  cwd: folder,
  env: { ...process.env, npm_config_engine_strict: "false" },
  stdio: ["ignore", "pipe", "inherit"],
  encoding: "utf8",
});
if (status !== 0) {
  process.stderr.write(stdout);
  process.exit(status ?? 1);
}

const files = readdirSync(folder)
  .filter((file) => file.endsWith(".test.mjs") && (only.length === 0 || only.some((word) => file.includes(word))))
  .map((file) => join(folder, file));
const counts = { passed: 0, failed: 0, skipped: 0 };
const isSuite = ({ details }) => details?.type === "suite";
run({ files, concurrency: 1 })
  .on("test:pass", (event) => {
    if (isSuite(event) || files.includes(event.name)) return;
    if (event.skip !== undefined) counts.skipped++;
    else counts.passed++;
  })
  .on("test:fail", (event) => {
    if (!isSuite(event)) counts.failed++;
  })
  .on("end", () => {
    if (counts.passed === 0) counts.failed ||= 1;
    const { passed, failed, skipped } = counts;
    process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
    process.exitCode = failed > 0 ? 1 : 0;
  })
  .compose(spec)
  .pipe(process.stdout, { end: false });
