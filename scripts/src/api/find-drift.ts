import { normalise } from "./openapi/normalise.ts";
import { toStandard } from "./openapi/standard.ts";
import { renderOutputs } from "./outputs.ts";
import { prepare } from "./prepare.ts";
import { differences, foldersOf, readOverlays, readTree, readUpstream, renderUpstream } from "./workspace.ts";

/** Says which files are not what the normalised document and the overlays make; empty when all are. */
export async function findDrift(root: string): Promise<string[]> {
  const upstream = await readUpstream(root);
  const { document } = prepare(upstream, await readOverlays(root));
  const files = { ...renderUpstream(normalise(toStandard(upstream))), ...(await renderOutputs(document)) };
  const changed = differences(await readTree(root, foldersOf(files)), files);
  return changed.map((file) => `Out of date: ${file}`);
}
