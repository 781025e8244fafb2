import { join } from "node:path";
import { DocumentError } from "./openapi/document.ts";
import { renderOutputs } from "./outputs.ts";
import { prepare } from "./prepare.ts";
import { readOverlays, readUpstream, writeTree } from "./workspace.ts";

const root = join(import.meta.dirname, "../../..");

try {
  const { document, unmatched } = prepare(await readUpstream(root), await readOverlays(root));
  const changed = await writeTree(root, await renderOutputs(document));
  for (const line of [...unmatched, ...changed.map((file) => `Written: ${file}`)]) console.log(line);
  if (changed.length === 0) console.log("Generated files are up to date.");
} catch (error) {
  if (!(error instanceof DocumentError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
