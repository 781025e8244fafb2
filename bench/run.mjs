// Runs every benchmark, each in a process of its own, and writes RESULTS.md with a plot for each table: `node run.mjs`.
// With names (`node run.mjs cache`) only those, and nothing is written unless `--to FOLDER` says where.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { arch, cpus, loadavg, tmpdir, totalmem, type } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { printTable } from "./harness.mjs";
import { barPlot } from "./plot.mjs";
import { plotPath, resultsDocument } from "./results.mjs";

const here = import.meta.dirname;
const source = (file) => readFileSync(join(here, file), "utf8");
const { values, positionals: wanted } = parseArgs({ options: { to: { type: "string" } }, allowPositionals: true });
const folder = values.to ?? (wanted.length === 0 ? here : undefined);
const isBenchmark = (file) => file.endsWith(".mjs") && /^export (?:const|async function) run\b/m.test(source(file));
const isWanted = (file) => wanted.length === 0 || wanted.some((word) => file.includes(word));
const files = readdirSync(here).filter((file) => isBenchmark(file) && isWanted(file));

/** The comment at the head of a benchmark: what it compares, and how. */
function aboutOf(file) {
  const [head = ""] = source(file).match(/^(?:\/\/.*\n)+/) ?? [];
  return head.replaceAll(/^\/\/ ?/gm, "").trim();
}

/** What a benchmark gives; undefined when it failed, which it then has said. */
function tablesOf(file) {
  const scratch = mkdtempSync(join(tmpdir(), "schematic-bench-"));
  const report = join(scratch, "tables.json");
  const { status } = spawnSync(process.execPath, ["--expose-gc", "one.mjs", file, report], {
    cwd: here,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const tables = status === 0 ? JSON.parse(readFileSync(report, "utf8")) : undefined;
  rmSync(scratch, { recursive: true, force: true });
  return tables;
}

function commit() {
  const git = (...args) => execFileSync("git", args, { cwd: here, encoding: "utf8" }).trim();
  return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain", "../packages") === "" ? "" : " with changes"}`;
}

function facts(load) {
  const { dependencies } = JSON.parse(source("package.json"));
  const peers = Object.entries(dependencies).filter(([, version]) => !version.startsWith("link:"));
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${arch()}`;
  return [
    `- **Machine:** ${machine}; a load of ${load.toFixed(2)} at the start.`,
    `- **Versions:** Node ${process.versions.node} (V8 ${process.versions.v8}); this repository at ${commit()}; ${peers.map(([name, version]) => `${name} ${version}`).join(", ")}.`,
    "- **Method:** each benchmark runs in a process of its own, and everything in one table in that one run, over the built packages, the",
    "  contenders in turns where the work allows it. A figure is the least of several rounds unless its unit says otherwise: what other work on the machine adds is",
    "  never negative. Servers and Redis are on loopback, in other processes. Contenders that should agree are checked to give the same answer.",
    "- **Reading:** trust the ratios, not the figures; other machines have other figures.",
    "- **Repeat:** `npx -y pnpm@10 bench` writes this document; `npx -y pnpm@10 bench cache` runs one.",
  ];
}

const load = loadavg()[0];
const benchmarks = [];
const failed = [];
for (const file of files) {
  console.log(`\n== ${file}`);
  const tables = tablesOf(file);
  tables?.forEach(printTable);
  if (tables === undefined) failed.push(file);
  else benchmarks.push({ file, about: aboutOf(file), tables });
}

if (folder !== undefined) {
  rmSync(join(folder, "plots"), { recursive: true, force: true });
  mkdirSync(join(folder, "plots"), { recursive: true });
  for (const { file, tables } of benchmarks) {
    for (const table of tables) writeFileSync(join(folder, plotPath(file, table)), barPlot(table));
  }
  writeFileSync(join(folder, "RESULTS.md"), resultsDocument({ facts: facts(load), benchmarks, failed }));
  console.log(`\nWritten to ${resolve(folder, "RESULTS.md")}`);
}
if (failed.length > 0) console.error(`\nFailed: ${failed.join(", ")}`);
process.exitCode = failed.length > 0 || benchmarks.length === 0 ? 1 : 0;
