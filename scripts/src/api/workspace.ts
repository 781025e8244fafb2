import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Document, DocumentError } from "./openapi/document.ts";
import { formatJson } from "./openapi/format-json.ts";
import { type Overlay, parseOverlay } from "./openapi/overlay.ts";
import { joinUpstream, splitUpstream } from "./openapi/upstream.ts";

const upstreamFolder = "openapi/upstream";
const overlayFolder = "openapi/overlays";

/** Reads the normalised document. */
export async function readUpstream(root: string): Promise<Document> {
  const folder = join(root, upstreamFolder);
  const parts: Record<string, unknown> = {};
  for (const name of (await readdir(folder)).sort())
    if (name.endsWith(".json")) parts[name] = JSON.parse(await readFile(join(folder, name), "utf8"));
  if (Object.keys(parts).length === 0) throw new DocumentError([`${upstreamFolder} is empty.`]);
  return joinUpstream(parts);
}

/** The files of the normalised document with their texts. */
export function renderUpstream(document: Document): Record<string, string> {
  const parts = Object.entries(splitUpstream(document));
  return Object.fromEntries(parts.map(([name, part]) => [`${upstreamFolder}/${name}`, formatJson(part)]));
}

/** Reads the overlays in the order of their names. */
export async function readOverlays(root: string): Promise<Overlay[]> {
  const folder = join(root, overlayFolder);
  const names = (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();
  return Promise.all(names.map(async (name) => parseOverlay(name, await readFile(join(folder, name), "utf8"))));
}

/** The files that are there in the folders that `files` are in, by path. */
export async function readTree(root: string, folders: Iterable<string>): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const folder of folders) {
    const names = await readdir(join(root, folder)).catch(() => [] as string[]);
    for (const name of names) found[`${folder}/${name}`] = await readFile(join(root, folder, name), "utf8");
  }
  return found;
}

/** The folders that hold nothing but generated files. */
export const foldersOf = (files: Record<string, string>): Set<string> =>
  new Set(Object.keys(files).map((file) => dirname(file)));

/** Makes the folders of `files` hold exactly `files`; answers the paths that were written or removed. */
export async function writeTree(root: string, files: Record<string, string>): Promise<string[]> {
  const changed = differences(await readTree(root, foldersOf(files)), files);
  const surplus = changed.filter((path) => files[path] === undefined);
  await writeFiles(root, Object.fromEntries(Object.entries(files).filter(([path]) => changed.includes(path))));
  for (const path of surplus) await rm(join(root, path));
  return changed;
}

/** Writes files, making their folders. */
export async function writeFiles(root: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

/** The paths that are missing, surplus or different. */
export function differences(before: Record<string, string>, after: Record<string, string>): string[] {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...paths].filter((path) => before[path] !== after[path]).sort();
}
