import { join } from "node:path";
import { DocumentError } from "./openapi/document.ts";
import { type PullReport, pull } from "./pull-document.ts";
import { publicAddress } from "./read-source.ts";

const root = join(import.meta.dirname, "../../..");

try {
  const report = await pull(root, process.argv[2] ?? publicAddress);
  for (const line of describe(report)) console.log(line);
} catch (error) {
  if (!(error instanceof DocumentError)) throw error;
  console.error(`Nothing was changed.\n${error.message}`);
  process.exitCode = 1;
}

function describe({ classification, files, unmatched }: PullReport): string[] {
  const left = unmatched.map((line) => `Left over: ${line}`);
  if (classification === undefined) return ["No change.", ...left];
  const changes = classification.changes.map(({ bump, text }) => `  ${bump}: ${text}`);
  return [
    `${classification.bump}: ${changes.length} changes.`,
    ...changes,
    ...files.map((file) => `Written: ${file}`),
    ...left,
  ];
}
