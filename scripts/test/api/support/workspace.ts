import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { normalise } from "../../../src/api/openapi/normalise.ts";
import { renderOutputs } from "../../../src/api/outputs.ts";
import { prepare } from "../../../src/api/prepare.ts";
import { readOverlays, readUpstream, renderUpstream, writeTree } from "../../../src/api/workspace.ts";

/** A repository in a temporary folder whose generated files are those of a document. */
export async function startWorkspace(document: unknown, overlays: Record<string, string>) {
  const root = await mkdtemp(join(tmpdir(), "schematic-api-"));
  for (const [name, text] of Object.entries(overlays)) await write(root, `openapi/overlays/${name}`, text);
  await writeTree(root, renderUpstream(normalise(document)));
  const { document: prepared } = prepare(await readUpstream(root), await readOverlays(root));
  await writeTree(root, await renderOutputs(prepared));
  return {
    root,
    /** Every file with its text. */
    files: () => readAll(root),
    write: (path: string, text: string) => write(root, path, text),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

async function write(root: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

async function readAll(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    paths.sort().map(async (path) => [path.slice(root.length + 1), await readFile(path, "utf8")] as const),
  );
  return Object.fromEntries(texts);
}
