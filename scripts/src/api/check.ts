import { join } from "node:path";
import { findDrift } from "./find-drift.ts";
import { DocumentError } from "./openapi/document.ts";

const root = join(import.meta.dirname, "../../..");

try {
  const drift = await findDrift(root);
  for (const line of drift) console.error(line);
  if (drift.length > 0) {
    console.error("Run `pnpm api:generate` and commit the result.");
    process.exitCode = 1;
  } else console.log("Generated files are up to date.");
} catch (error) {
  if (!(error instanceof DocumentError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
