// Runs every test and check of the repository and ends with one line: `N passed, N failed`.
// With words as arguments, runs only the steps whose name contains one of them; with `--full` the slow ones too.
import { fileURLToPath } from "node:url";
import { requirePrograms } from "./programs.mjs";
import { runStep } from "./step.mjs";
import { steps } from "./steps.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const isFull = process.argv.includes("--full");
const wanted = process.argv.slice(2).filter((word) => word !== "--full");
if (isFull) process.env.FULL = "1";
const isWanted = ({ name, isSlow }) =>
  wanted.some((word) => name.includes(word)) || (wanted.length === 0 && (isFull || !isSlow));
const chosen = steps.filter(isWanted);
if (chosen.length === 0) {
  console.error(`There is no such step. The steps are: ${steps.map(({ name }) => name).join(", ")}`);
  process.exit(1);
}

requirePrograms();
const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
for (const step of chosen) {
  const { passed, failed, skipped, seconds } = runStep(step);
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  if (failed > 0) failures.push(step.name);
  console.log(`\n== ${step.name}: ${failed > 0 ? "FAILED" : "ok"} (${seconds.toFixed(1)} s)`);
}
if (failures.length > 0) console.log(`\nFailed: ${failures.join(", ")}`);
const { passed, failed, skipped } = total;
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed > 0 ? 1 : 0;
