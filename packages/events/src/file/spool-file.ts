import { closeSync, ftruncateSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { hasCode } from "./has-code.ts";

// Few system calls for a rewrite, and no second copy of the whole file in memory.
const CHUNK_CHARS = 1_000_000;

/** The text of a file, empty when there is none. */
export function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return "";
    throw error;
  }
}

function writeWhole(file: number, text: string): number {
  const size = Buffer.byteLength(text);
  if (writeSync(file, text) < size) throw new Error("the disk is full");
  return size;
}

/** An append-only file, readable by its owner alone, that can be replaced as a whole at one stroke. */
export class SpoolFile {
  readonly #path: string;
  #file: number | undefined;
  #size = 0;

  constructor(path: string) {
    this.#path = path;
  }

  get size(): number {
    return this.#size;
  }

  /** Puts these lines in place of what the file holds: a crash leaves either the old or the new. */
  replace(lines: Iterable<string>): void {
    const draft = `${this.#path}.draft`;
    rmSync(draft, { force: true });
    const file = openSync(draft, "ax", 0o600);
    let size = 0;
    try {
      let chunk = "";
      for (const line of lines) {
        chunk += line;
        if (chunk.length < CHUNK_CHARS) continue;
        size += writeWhole(file, chunk);
        chunk = "";
      }
      size += writeWhole(file, chunk);
      renameSync(draft, this.#path);
    } catch (error) {
      closeSync(file);
      // On a full disk it would keep others from being written.
      rmSync(draft, { force: true });
      throw error;
    }
    this.#shut();
    this.#file = file;
    this.#size = size;
  }

  append(line: string): void {
    if (this.#file !== undefined) this.#size += writeWhole(this.#file, line);
  }

  /** Cuts everything after the first `size` bytes. */
  truncate(size: number): void {
    if (this.#file === undefined) return;
    ftruncateSync(this.#file, size);
    this.#size = size;
  }

  close(): void {
    this.#shut();
  }

  remove(): void {
    this.#shut();
    rmSync(this.#path, { force: true });
  }

  #shut(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) closeSync(file);
  }
}
