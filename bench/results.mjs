// The document of results, from what the benchmarks gave.
import { figure, ratio } from "./harness.mjs";

const slug = (text) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** Where the plot of a table is, beside the document. */
export const plotPath = (file, { title }) => `plots/${slug(`${file.replace(/\.mjs$/, "")} ${title}`)}.svg`;

function tableSection(file, table) {
  const { title, unit, base, rows } = table;
  const reference = rows.find((row) => row.name === base)?.value;
  return [
    `### ${title}`,
    "",
    `![${title}](${plotPath(file, table)})`,
    "",
    `| | ${unit} | × ${base} |`,
    "|---|---:|---:|",
    ...rows.map(({ name, value }) => `| ${name} | ${figure(value)} | ${ratio(value, reference)} |`),
    "",
  ];
}

function benchmarkSection({ file, about, tables }) {
  return [
    `## ${file.replace(/\.mjs$/, "")}`,
    "",
    about,
    `(\`bench/${file}\`)`,
    "",
    ...tables.flatMap((table) => tableSection(file, table)),
  ];
}

const rowNamed = (pattern, { rows }) => rows.find(({ name }) => pattern.test(name));

/** One line for each table that has both: the rows that it calls `ours` and `theirs`, else the first of each. */
function summary(benchmarks) {
  const lines = benchmarks
    .flatMap(({ tables }) => tables)
    .flatMap((table) => {
      const ours = table.rows.find(({ name }) => name === table.ours) ?? rowNamed(/^@?schematic/, table);
      const theirs = table.rows.find(({ name }) => name === table.theirs) ?? rowNamed(/^official/, table);
      if (ours === undefined || theirs === undefined) return [];
      const times = table.isMoreBetter ? ratio(ours.value, theirs.value) : ratio(theirs.value, ours.value);
      return [`| ${table.title} | ${table.unit} | ${figure(ours.value)} | ${figure(theirs.value)} | ${times} |`];
    });
  if (lines.length === 0) return [];
  const explanation =
    "The last column says how many times better ours is (below 1: worse). Rows that this leaves out are below.";
  return [
    "## Beside the official SDK",
    "",
    explanation,
    "",
    "| | | ours | official | times |",
    "|---|---|---:|---:|---:|",
    ...lines,
    "",
  ];
}

/** RESULTS.md: `facts` are lines about machine, versions and method. */
export function resultsDocument({ facts, benchmarks, failed }) {
  const missing = failed.length > 0 ? [`Failed and not in here: ${failed.join(", ")}.`, ""] : [];
  const lines = [
    "# Benchmarks",
    "",
    ...facts,
    "",
    ...missing,
    ...summary(benchmarks),
    ...benchmarks.flatMap(benchmarkSection),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}
