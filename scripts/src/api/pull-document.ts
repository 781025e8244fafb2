import { renderChangeset } from "./classify/changeset.ts";
import { type Classification, classify } from "./classify/classify.ts";
import { normalise } from "./openapi/normalise.ts";
import { renderOutputs } from "./outputs.ts";
import { prepare } from "./prepare.ts";
import { readSource } from "./read-source.ts";
import {
  differences,
  foldersOf,
  readOverlays,
  readTree,
  readUpstream,
  renderUpstream,
  writeFiles,
  writeTree,
} from "./workspace.ts";

/** What a pull did. */
export interface PullReport {
  /** Absent when the document's shape is as before. */
  readonly classification?: Classification;
  /** Paths of the files that were written or removed. */
  readonly files: readonly string[];
  /** Overlay documentation that no longer has a place. */
  readonly unmatched: readonly string[];
}

/**
 * Takes a new version of the API's document: normalises it, applies the overlays, regenerates, and writes a changeset that says
 * what changed. Everything is worked out before the first file is written.
 * @throws DocumentError when the document cannot be used; nothing is written then.
 */
export async function pull(root: string, source: string): Promise<PullReport> {
  const overlays = await readOverlays(root);
  const before = prepare(await readUpstream(root), overlays).document;
  const upstream = normalise(await readSource(source));
  const { document, unmatched } = prepare(upstream, overlays);
  const files = { ...renderUpstream(upstream), ...(await renderOutputs(document)) };
  const changed = differences(await readTree(root, foldersOf(files)), files);
  if (changed.length === 0) return { files: [], unmatched };
  const classification = await classify(before, document);
  const changeset = renderChangeset(classification, changed);
  await writeTree(root, files);
  if (changeset === undefined) return { classification, files: changed, unmatched };
  const path = `.changeset/${changeset.name}`;
  await writeFiles(root, { [path]: changeset.text });
  return { classification, files: [...changed, path], unmatched };
}
