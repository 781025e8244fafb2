import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, cleanCount } from "@schematic/api/core";
import type { Spool, SpooledEvents, SpoolOpening, SpoolRange } from "../spool.ts";
import { groupEvents } from "./group-events.ts";
import { readIfThere, SpoolFile } from "./spool-file.ts";
import {
  allLines,
  applyRange,
  attemptLine,
  eventLine,
  headerLine,
  readSpool,
  type SpoolState,
  settledLine,
} from "./spool-line.ts";
import { isHeld, type SpoolLock, takeLock } from "./spool-lock.ts";

// Twice what a queue keeps by default, since settled events stay in the file for a while.
const MAX_BYTES = 128 * 1_024 * 1_024;
// Not worth a rewrite below.
const SLACK_BYTES = 1_024 * 1_024;
const SUFFIX = ".events";
// A process that is being replaced may hold its spool a little longer than its successor waits for it.
const REOPEN_MS = 1_000;

/** Where a spool is kept, and how large it may become. */
export interface FileSpoolOptions {
  /** A folder on a local disk; made, for its owner alone, when it is not there. */
  readonly directory: string;
  /** Bytes of the file at most; events beyond it are kept in memory only, which is reported. Default 128 MiB. */
  readonly maxBytes?: number | undefined;
}

/** So that the file of one environment is never sent to another, without saying what the key is. */
function fingerprintOf(identity: readonly string[]): string {
  return createHash("sha256")
    .update(JSON.stringify(["schematic spool", ...identity]))
    .digest("hex")
    .slice(0, 32);
}

class FileSpool implements Spool {
  readonly #directory: string;
  readonly #maxBytes: number;
  #state: SpoolState = { live: new Map(), attempted: new Map() };
  #file: SpoolFile | undefined;
  #lock: SpoolLock | undefined;
  #header = "";
  #rewriteAt = 0;
  #isFailing = false;
  #askedAt = Number.NEGATIVE_INFINITY;
  #report: (error: Error) => void = () => undefined;

  constructor(directory: string, maxBytes: number) {
    this.#directory = directory;
    this.#maxBytes = maxBytes;
  }

  get isOpen(): boolean {
    return this.#file !== undefined;
  }

  open(opening: SpoolOpening): readonly SpooledEvents[] {
    if (performance.now() - this.#askedAt < REOPEN_MS) return [];
    this.#askedAt = performance.now();
    this.#report = opening.report;
    const fingerprint = fingerprintOf(opening.identity);
    const path = join(this.#directory, `${fingerprint}${SUFFIX}`);
    try {
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      this.#lock = takeLock(`${path}.lock`, () => this.#lost());
      if (this.#lock === undefined) throw new Error("another process writes to it: events are kept in memory only");
      this.#reportLeftovers(`${fingerprint}${SUFFIX}`);
      return this.#takeOver(path, fingerprint, opening);
    } catch (error) {
      this.#shut();
      this.#failed(error);
      return [];
    }
  }

  append(number: number, text: string): void {
    const line = eventLine(number, text);
    this.#write((file) => {
      this.#makeRoom(file, Buffer.byteLength(line));
      file.append(line);
      this.#state.live.set(number, text);
    });
  }

  holds(number: number): boolean {
    return this.isOpen && this.#state.live.has(number);
  }

  attempted(range: SpoolRange, at: number | undefined): void {
    if (applyRange(this.#state, range, at ?? 0)) this.#write((file) => file.append(attemptLine(range, at ?? 0)));
  }

  settled(range: SpoolRange): void {
    if (!applyRange(this.#state, range, "settled")) return;
    this.#write((file) => {
      file.append(settledLine(range));
      if (this.#state.live.size === 0 && file.size > SLACK_BYTES) file.truncate(Buffer.byteLength(this.#header));
      else if (file.size > this.#rewriteAt) this.#rewrite(file);
    });
  }

  close(): void {
    this.#write((file) => {
      if (this.#state.live.size === 0) file.remove();
    });
    this.#shut();
  }

  #takeOver(path: string, fingerprint: string, { firstNumber, maxBatchSize }: SpoolOpening): SpooledEvents[] {
    const left = groupEvents(this.#read(path, fingerprint), maxBatchSize);
    this.#state = { live: new Map(), attempted: new Map() };
    let number = firstNumber;
    for (const { texts, attemptedAt } of left) {
      for (const text of texts) {
        this.#state.live.set(number, text);
        if (attemptedAt !== undefined) this.#state.attempted.set(number, attemptedAt);
        number++;
      }
    }
    this.#header = headerLine(fingerprint);
    const file = new SpoolFile(path);
    this.#rewrite(file);
    this.#file = file;
    this.#isFailing = false;
    return left;
  }

  #read(path: string, fingerprint: string): SpoolState {
    const found = readSpool(readIfThere(path), fingerprint);
    if (found?.damaged) this.#report(new Error(`${found.damaged} damaged lines were skipped`));
    if (found !== undefined) return found;
    renameSync(path, `${path}.unreadable`);
    this.#report(new Error(`a file that cannot be read was moved aside: ${path}.unreadable`));
    return { live: new Map(), attempted: new Map() };
  }

  #rewrite(file: SpoolFile): void {
    file.replace(allLines(this.#header, this.#state));
    this.#rewriteAt = 2 * file.size + SLACK_BYTES;
  }

  #makeRoom(file: SpoolFile, bytes: number): void {
    const isOver = () => file.size + bytes > this.#maxBytes;
    // Half of the mark, less the slack, is what the last rewrite could not shorten.
    if (isOver() && file.size > (this.#rewriteAt - SLACK_BYTES) / 2 + SLACK_BYTES) this.#rewrite(file);
    if (isOver()) throw new Error("the spool is full: further events are kept in memory only");
  }

  /** What fails is told once, until something works again; the queue goes on from memory. */
  #write(act: (file: SpoolFile) => void): void {
    if (this.#file === undefined) return;
    try {
      act(this.#file);
      this.#isFailing = false;
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    if (!this.#isFailing) this.#report(error instanceof Error ? error : new Error(String(error)));
    this.#isFailing = true;
  }

  #lost(): void {
    this.#shut();
    this.#failed(new Error("another process took the spool over: events are kept in memory only"));
  }

  #shut(): void {
    this.#file?.close();
    this.#file = undefined;
    this.#lock?.release();
    this.#lock = undefined;
  }

  #reportLeftovers(own: string): void {
    const others = readdirSync(this.#directory).filter((name) => name.endsWith(SUFFIX) && name !== own);
    const left = others.filter((name) => !isHeld(join(this.#directory, `${name}.lock`))).length;
    if (left > 0) this.#report(new Error(`undelivered events of ${left} other keys or addresses are in its folder`));
  }
}

/**
 * A spool in a folder of the local disk, for `new EventQueue({ spool })`: accepted identify and track events survive the death of the
 * process and are delivered by the next one under the same idempotency keys. It serves one queue, and one process at a time writes to the folder; give each
 * worker a folder of its own. Throws `ConfigError` for options that cannot be used.
 */
export function fileSpool({ directory, maxBytes }: FileSpoolOptions): Spool {
  if (typeof directory !== "string" || directory.trim() === "") throw new ConfigError("directory is missing");
  return new FileSpool(directory, cleanCount("maxBytes", maxBytes, MAX_BYTES));
}
