/**
 * Keeps the state in a directory: a snapshot, and a journal of the commits since. A commit is one line, written and synced
 * before the request that made it is answered. A crash leaves at most one torn line at the end, of a commit that nobody was
 * told of; it is cut off at the next start. A new snapshot names a new journal, so an old one is never read on top of it.
 */

import { type FileHandle, mkdir, open, readdir } from "node:fs/promises";
import type { State } from "../state/state.ts";
import type { Commit, StoredRow } from "../state/store.ts";
import {
  journalLine,
  parseSnapshot,
  readIfThere,
  readJournal,
  removeFile,
  replaceFile,
  type Snapshot,
  syncDirectory,
} from "./files.ts";
import { lockDirectory } from "./lock.ts";

/** Journal size at which a new snapshot is worth its time. */
const defaultCompactAtBytes = 16 * 1024 * 1024;

export interface PersistenceOptions {
  readonly warn: (message: string) => void;
  /** Journal size in bytes at which a new snapshot is written. Default 16 MiB. */
  readonly compactAtBytes?: number | undefined;
}

/** The state on disk. */
export interface Persistence {
  /** True when there was a state to go on from. */
  readonly restored: boolean;
  /** Resolves when every commit so far is on disk; rejects when the disk refused one. */
  durable(): Promise<void>;
  close(): Promise<void>;
}

/** Rows that a commit leaves on disk; recorded checks are not worth it. */
function storedRows({ changes }: Commit): StoredRow[] {
  return changes.flatMap((change): StoredRow[] => {
    const { table, id, before, after } = change;
    const row = after ?? before;
    if (table === "events" && row && (row as { source?: string }).source === "check") return [];
    return [[table, id, after ?? null]];
  });
}

class Journal {
  readonly #state: State;
  readonly #directory: string;
  #handle: FileHandle;
  #generation: number;
  #bytes: number;
  #pending: string[] = [];
  #running: Promise<void> = Promise.resolve();
  #scheduled = false;

  readonly #compactAtBytes: number;

  constructor(
    state: State,
    directory: string,
    file: { handle: FileHandle; generation: number; bytes: number; compactAtBytes: number },
  ) {
    this.#state = state;
    this.#compactAtBytes = file.compactAtBytes;
    this.#directory = directory;
    this.#handle = file.handle;
    this.#generation = file.generation;
    this.#bytes = file.bytes;
  }

  append(commit: Commit): void {
    const rows = storedRows(commit);
    if (rows.length > 0) this.#pending.push(journalLine(rows));
  }

  /** Commits that arrive while one write is on its way share the next. A failed write fails all that follow. */
  durable(): Promise<void> {
    if (this.#pending.length > 0 && !this.#scheduled) {
      this.#scheduled = true;
      this.#running = this.#running.then(() => this.#write());
      this.#running.catch(() => undefined);
    }
    return this.#running;
  }

  async close(): Promise<void> {
    await this.durable();
    await this.#handle.close();
  }

  async #write(): Promise<void> {
    this.#scheduled = false;
    const text = this.#pending.splice(0).join("");
    if (this.#bytes > this.#compactAtBytes) {
      await this.#compact();
      return;
    }
    await this.#handle.appendFile(text);
    await this.#handle.datasync();
    this.#bytes += Buffer.byteLength(text);
  }

  /** The snapshot holds what was pending too: it is taken in the same moment. */
  async #compact(): Promise<void> {
    const generation = this.#generation + 1;
    const snapshot: Snapshot = { generation, rows: this.#state.store.dump() };
    await replaceFile(this.#directory, "snapshot.json", JSON.stringify(snapshot));
    await this.#handle.close();
    await removeFile(journalPath(this.#directory, this.#generation));
    this.#handle = await open(journalPath(this.#directory, generation), "a");
    await syncDirectory(this.#directory);
    this.#generation = generation;
    this.#bytes = 0;
  }
}

const journalPath = (directory: string, generation: number): string => `${directory}/journal-${generation}.jsonl`;

/** A crash in the middle of a new snapshot leaves files that no start reads. */
async function removeLeftovers(directory: string, generation: number): Promise<void> {
  const current = `journal-${generation}.jsonl`;
  for (const name of await readdir(directory))
    if (name === "snapshot.json.new" || (/^journal-\d+\.jsonl$/.test(name) && name !== current))
      await removeFile(`${directory}/${name}`);
}

interface Opened {
  readonly journal: Journal;
  readonly restored: boolean;
}

async function restore(state: State, directory: string, options: PersistenceOptions): Promise<Opened> {
  const { warn, compactAtBytes = defaultCompactAtBytes } = options;
  const file = `${directory}/snapshot.json`;
  const saved = await readIfThere(file);
  const { generation, rows } = saved ? parseSnapshot(file, saved) : { generation: 0, rows: [] };
  const path = journalPath(directory, generation);
  const written = (await readIfThere(path)) ?? Buffer.alloc(0);
  const { commits, validBytes } = readJournal(written, path);
  for (const stored of [rows, ...commits]) state.store.restore(stored);
  const handle = await open(path, "a");
  if (validBytes < written.length) {
    warn(`${path}: dropped ${written.length - validBytes} bytes after the last whole commit`);
    await handle.truncate(validBytes);
    await handle.datasync();
  }
  await syncDirectory(directory);
  await removeLeftovers(directory, generation);
  const journal = new Journal(state, directory, { handle, compactAtBytes, generation, bytes: validBytes });
  return { journal, restored: commits.length > 0 || rows.length > 0 };
}

/** Opens a directory, restores the state from it, and keeps the state there from now on. */
export async function openPersistence(
  state: State,
  directory: string,
  options: PersistenceOptions,
): Promise<Persistence> {
  await mkdir(directory, { recursive: true });
  const unlock = await lockDirectory(directory);
  try {
    const { journal, restored } = await restore(state, directory, options);
    state.store.onCommit((commit) => journal.append(commit));
    return {
      restored,
      durable: () => journal.durable(),
      close: async () => {
        try {
          await journal.close();
        } finally {
          await unlock();
        }
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}
