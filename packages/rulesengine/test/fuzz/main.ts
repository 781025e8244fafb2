// Compares the TypeScript engine with the official one on random cases, until the time or the cases are over.
import { parseArgs } from "node:util";
import { loadWasmEngine } from "../../src/wasm.ts";
import { CASES_PER_SEED, comparer } from "./fuzz.ts";

const USAGE = `usage: pnpm fuzz [--seconds 10 | --cases n | --forever] [--seed n]
  --seed n     where to begin; the same seed gives the same cases (default: from the clock)`;

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
  // What is refused is refused often, and nobody asks where.
  Error.stackTraceLimit = 0;
  let clock = 0;
  const official = await loadWasmEngine({ now: () => clock });
  const mismatchOf = comparer(official, (now) => {
    clock = now;
  });
  const first = wholeNumber("seed", values.seed);
  const isBounded = !values.forever && values.cases === undefined;
  const lastCase = values.cases === undefined ? Number.POSITIVE_INFINITY : wholeNumber("cases", values.cases);
  const end = isBounded ? Date.now() + wholeNumber("seconds", values.seconds) * 1000 : Number.POSITIVE_INFINITY;
  let cases = 0;
  for (let seed = first; cases < lastCase && Date.now() < end; seed++, cases += CASES_PER_SEED) {
    const mismatch = mismatchOf(seed);
    if (mismatch !== undefined) return report(mismatch);
    if (cases > 0 && cases % 200_000 === 0) console.log(`${cases} cases agree`);
  }
  console.log(`${cases} cases agree (from seed ${first})`);
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new TypeError(`--${option}: expected a whole number`);
  return Number(text);
}

function report(mismatch: object): void {
  console.dir(mismatch, { depth: null });
  process.exitCode = 1;
}
