// Compares the TypeScript engine with the official one on random cases, until the time or the cases are over.
import { parseArgs } from "node:util";
import { loadWasmEngine } from "../../src/wasm.ts";
import { comparer } from "./fuzz.ts";

const USAGE = `usage: pnpm fuzz [--seconds 10 | --cases n | --forever] [--seed n]
  --seed n     the first case; the same seed gives the same cases (default: from the clock)`;

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: {
    seconds: { type: "string", default: "10" },
    cases: { type: "string" },
    forever: { type: "boolean", default: false },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(USAGE);
else await run();

async function run(): Promise<void> {
  let clock = 0;
  const official = await loadWasmEngine({ now: () => clock });
  const mismatchOf = comparer(official, (now) => {
    clock = now;
  });
  const first = Number(values.seed);
  const bounded = values.forever || values.cases !== undefined;
  const lastCase = values.cases === undefined ? Number.POSITIVE_INFINITY : Number(values.cases);
  const end = bounded ? Number.POSITIVE_INFINITY : Date.now() + Number(values.seconds) * 1000;
  let cases = 0;
  for (; cases < lastCase && (cases % 1000 !== 0 || Date.now() < end); cases++) {
    const mismatch = mismatchOf(first + cases);
    if (mismatch !== undefined) return report(mismatch);
    if (cases > 0 && cases % 1_000_000 === 0) console.log(`${cases} cases agree`);
  }
  console.log(`${cases} cases agree (seeds ${first} to ${first + cases - 1})`);
}

function report(mismatch: object): void {
  console.dir(mismatch, { depth: null });
  process.exitCode = 1;
}
