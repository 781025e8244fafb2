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

/** Prints a table; `rows` are `{ name, value }`, and every ratio is to the row named `base`. */
export function printTable({ title, unit, base, rows }) {
  const reference = rows.find((row) => row.name === base)?.value;
  console.log(`\n${title} (${unit})`);
  for (const { name, value } of rows) {
    const ratio = reference ? `${(value / reference).toFixed(2)}x ${base}` : "";
    console.log(`  ${name.padEnd(44)} ${value.toPrecision(4).padStart(10)}  ${ratio}`);
  }
}

/** Runs a benchmark file's `run` when it is started by itself, and prints what it returns (one table or several). */
export async function runIfMain(meta, run) {
  if (process.argv[1] !== meta.filename) return;
  for (const table of [await run()].flat()) printTable(table);
}
