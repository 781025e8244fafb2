// Runs every benchmark, each in a process of its own, and writes RESULTS.md with a plot for each table: `node run.mjs [name ...]`.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { printTable } from "./harness.mjs";
import { barPlot } from "./plot.mjs";

const here = import.meta.dirname;
const notBenchmarks = new Set(["harness.mjs", "plot.mjs", "run.mjs"]);
const wanted = process.argv.slice(2);
const files = readdirSync(here).filter(
  (file) =>
    file.endsWith(".mjs") &&
    !notBenchmarks.has(file) &&
    (wanted.length === 0 || wanted.some((word) => file.includes(word))),
);

function tablesOf(file) {
  const folder = mkdtempSync(join(tmpdir(), "schematic-bench-"));
  const report = join(folder, "tables.json");
  const code = `
    const { run } = await import(${JSON.stringify(`file://${join(here, file)}`)});
    (await import("node:fs")).writeFileSync(${JSON.stringify(report)}, JSON.stringify([await run()].flat()));
    process.exit(0);`;
  const { status } = spawnSync(process.execPath, ["--expose-gc", "--input-type=module", "--eval", code], {
    cwd: here,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) throw new Error(`${file} failed`);
  const tables = JSON.parse(readFileSync(report, "utf8"));
  rmSync(folder, { recursive: true, force: true });
  return tables;
}

const slug = (title) =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

function section(file, table) {
  const base = table.rows.find((row) => row.name === table.base)?.value;
  const rows = table.rows.map(
    ({ name, value }) => `| ${name} | ${value.toPrecision(4)} | ${base ? (value / base).toFixed(2) : ""} |`,
  );
  const plot = `plots/${slug(table.title)}.svg`;
  writeFileSync(join(here, plot), barPlot(table));
  return [
    `## ${table.title}`,
    "",
    `\`bench/${file}\``,
    "",
    `![${table.title}](${plot})`,
    "",
    `| | ${table.unit} | ratio to ${table.base ?? "–"} |`,
    "|---|---:|---:|",
    ...rows,
    "",
  ].join("\n");
}

function preamble() {
  const { dependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  const peers = Object.entries(dependencies).filter(([, version]) => !version.startsWith("link:"));
  return [
    "# Benchmarks",
    "",
    `Machine: ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}.`,
    "Method: everything in one table ran in one process or beside one server in one run; the figure is the least of several rounds. Trust the ratios, not the figures.",
    `Peers: ${peers.map(([name, version]) => `${name} ${version}`).join(", ")}.`,
    "",
    "Run them with `npx pnpm@10 bench`.",
    "",
  ].join("\n");
}

mkdirSync(join(here, "plots"), { recursive: true });
const sections = [];
for (const file of files) {
  console.log(`\n== ${file}`);
  for (const table of tablesOf(file)) {
    printTable(table);
    sections.push(section(file, table));
  }
}
if (wanted.length === 0) writeFileSync(join(here, "RESULTS.md"), `${preamble()}\n${sections.join("\n")}`);
