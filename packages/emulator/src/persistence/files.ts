import { open, readFile, rename, rm } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { StoredRow } from "../state/store.ts";

/** What a snapshot file holds: every row, and the number of the journal that goes on from there. */
export interface Snapshot {
  readonly generation: number;
  readonly rows: readonly StoredRow[];
}

const hex = (text: string): string => crc32(text).toString(16).padStart(8, "0");

/** One line of a journal: a checksum and the rows that one commit wrote. */
export function journalLine(rows: readonly StoredRow[]): string {
  const text = JSON.stringify(rows);
  return `${hex(text)} ${text}\n`;
}

function readLine(line: string): StoredRow[] | undefined {
  const text = line.slice(9);
  return line[8] === " " && line.slice(0, 8) === hex(text) ? (JSON.parse(text) as StoredRow[]) : undefined;
}

function damaged(path: string, where = ""): Error {
  return new Error(`${path} is damaged${where}: move it away to start anew`);
}

/** The journal goes on after a line that is not whole: no crash leaves that, and what follows was acknowledged. */
function assertTorn(bytes: Buffer, from: number, path: string): void {
  for (let start = from, end = bytes.indexOf(10, from); end !== -1; start = end + 1, end = bytes.indexOf(10, start))
    if (readLine(bytes.toString("utf8", start, end))) throw damaged(path, ` at byte ${from}`);
}

/**
 * The commits of a journal up to the first line that was not written whole, and how many bytes they take. Throws when whole
 * lines follow that one.
 */
export function readJournal(bytes: Buffer, path: string): { commits: StoredRow[][]; validBytes: number } {
  const commits: StoredRow[][] = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    const rows = readLine(bytes.toString("utf8", start, end));
    if (!rows) break;
    commits.push(rows);
    start = end + 1;
  }
  assertTorn(bytes, start, path);
  return { commits, validBytes: start };
}

/** Reads a snapshot. Throws for anything else. */
export function parseSnapshot(path: string, bytes: Buffer): Snapshot {
  let value: Partial<Snapshot> | null;
  try {
    value = JSON.parse(bytes.toString("utf8")) as Partial<Snapshot> | null;
  } catch {
    throw damaged(path);
  }
  const { generation, rows } = value ?? {};
  if (!Number.isSafeInteger(generation) || !Array.isArray(rows)) throw damaged(path);
  return value as Snapshot;
}

/** The bytes of a file; `undefined` if it is not there. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Makes sure that the names in a directory outlive a crash of the machine. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a file so that after a crash either the old or the new one is there whole. */
export async function replaceFile(directory: string, name: string, text: string): Promise<void> {
  const temporary = `${directory}/${name}.new`;
  const handle = await open(temporary, "w");
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, `${directory}/${name}`);
  await syncDirectory(directory);
}

/** Removes a file that is no longer needed; it does not matter if it is gone. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}
