// What every benchmark here shares: CPU time per call in one process, least of several rounds, and a table of ratios.

/** CPU microseconds that this process spent while `work` ran. */
export async function cpuMicros(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** The least nanoseconds per call over `rounds` rounds of `calls` synchronous calls, after one warm-up round. */
export function nanosPerCall(call, { calls = 100_000, rounds = 7 } = {}) {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round <= rounds; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < calls; i++) call(i);
    const nanos = Number(process.hrtime.bigint() - start) / calls;
    if (round > 0) least = Math.min(least, nanos);
  }
  return least;
}

const figures = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
const ratios = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

/** A value for people; a dash where there is none, such as the cost of what never arrived. */
export const figure = (value) => (Number.isFinite(value) ? figures.format(value) : "–");

/** How many times `reference` a value is. */
export const ratio = (value, reference) =>
  Number.isFinite(value) && reference > 0 ? ratios.format(value / reference) : "–";

/** Prints a table; `rows` are `{ name, value }`, and every ratio is to the row named `base`. Less is better unless it `isMoreBetter`. */
export function printTable({ title, unit, base, rows }) {
  const reference = rows.find((row) => row.name === base)?.value;
  console.log(`\n${title} (${unit})`);
  for (const { name, value } of rows) {
    console.log(`  ${name.padEnd(44)} ${figure(value).padStart(12)}  ${ratio(value, reference)}x ${base}`);
  }
}

/** Runs a benchmark file's `run` when it is started by itself, and prints what it returns (one table or several). */
export async function runIfMain(meta, run) {
  if (process.argv[1] !== meta.filename) return;
  for (const table of [await run()].flat()) printTable(table);
}
