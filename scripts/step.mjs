import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The counts that Jest wrote, or one failure where it did not get that far. */
function jestCounts(report, status) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(report, "utf8"),
    );
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    return { passed: numPassedTests, failed: status !== 0 && failed === 0 ? 1 : failed, skipped: numPendingTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** The counts of a script that ends with `N passed, N failed[, N skipped]`, or one failure where it printed none. */
function printedCounts(output, status) {
  const line = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  if (!line) return { passed: 0, failed: 1, skipped: 0 };
  const [passed, failed, skipped] = line.slice(1).map((count) => Number(count ?? 0));
  return { passed, failed: status !== 0 && failed === 0 ? 1 : failed, skipped };
}

function spawnStep(command, args, stdio) {
  // Read now, because the caller says there whether the slow tests are wanted.
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
  return spawnSync(command, args, { stdio, env, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 });
}

const counters = {
  check: ({ command, args }) => {
    const { status } = spawnStep(command, args, "inherit");
    return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
  },
  suite: ({ command, args }) => {
    const { status, stdout } = spawnStep(command, args, ["ignore", "pipe", "inherit"]);
    // Indented, so that the run ends with one such line only.
    console.log((stdout ?? "").replace(/^(?=\d+ passed, \d+ failed)/gm, "  "));
    return printedCounts(stdout ?? "", status);
  },
  jest: ({ command, args }) => {
    const folder = mkdtempSync(join(tmpdir(), "jest-report-"));
    const report = join(folder, "report.json");
    const { status } = spawnStep(
      command,
      [...args, "--json", `--outputFile=${report}`],
      ["ignore", "ignore", "inherit"],
    );
    const counts = jestCounts(report, status);
    rmSync(folder, { recursive: true, force: true });
    return counts;
  },
};

/** Runs one step: a `check` counts as one, a `suite` prints its counts, `jest` writes them. */
export function runStep(step) {
  console.log(`\n== ${step.name}`);
  const start = performance.now();
  const counts = counters[step.kind](step);
  return { ...counts, seconds: (performance.now() - start) / 1000 };
}
