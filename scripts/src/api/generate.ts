import { join } from "node:path";
import { prepare, renderOutputs } from "./outputs.ts";
import { readOverlays, readUpstream, writeTree } from "./workspace.ts";

const root = join(import.meta.dirname, "../../..");
const { document, unmatched } = prepare(await readUpstream(root), await readOverlays(root));
const changed = await writeTree(root, await renderOutputs(document));
for (const line of [...unmatched, ...changed.map((file) => `Written: ${file}`)]) console.log(line);
