import { constants } from "node:buffer";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { asError, ConfigError, cleanCount, contain } from "@schematic/api/core";
import type { QueueSpool, Spool, SpooledEvents, SpoolOpening, SpoolRange } from "../spool.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { groupEvents } from "./group-events.ts";
import { readLeftovers, reportForeign, SLACK_BYTES, SUFFIX } from "./leftovers.ts";
import { SpoolFile } from "./spool-file.ts";
import {
  allLines,
  applyRange,
  attemptLine,
  eventLine,
  headerLine,
  type SpoolState,
  settledLine,
} from "./spool-line.ts";
import { type SpoolLock, takeLock } from "./spool-lock.ts";

// Twice what a queue keeps by default, since settled events stay in the file for a while.
const MAX_BYTES = 128 * 1_024 * 1_024;
// The next process reads the file as one text.
const LONGEST = constants.MAX_STRING_LENGTH;
// As the size from which the file is rewritten: at once.
const OUTDATED = 0;
// A process that is being replaced may hold its spool a little longer than its successor waits for it.
const REOPEN_MS = 1_000;

/** Where a spool is kept, and how large it may become. */
export interface FileSpoolOptions {
  /** A folder on a local disk; made, for its owner alone, when it is not there. */
  readonly directory: string;
  /** Bytes of the file at most; events beyond it are kept in memory only, which is reported. Default 128 MiB, at most 512. */
  readonly maxBytes?: number | undefined;
}

class FileSpool implements QueueSpool {
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
      reportForeign(this.#directory, `${fingerprint}${SUFFIX}`, this.#report);
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
    if (applyRange(this.#state, range, at ?? 0)) this.#note((file) => file.append(attemptLine(range, at ?? 0)));
  }

  settled(range: SpoolRange): void {
    if (!applyRange(this.#state, range, "settled")) return;
    this.#note((file) => {
      if (this.#state.live.size === 0) {
        // Which works on a full disk too.
        file.truncate(Buffer.byteLength(this.#header));
        this.#rewriteAt = SLACK_BYTES;
        return;
      }
      file.append(settledLine(range));
      if (file.size > this.#rewriteAt) this.#rewrite(file);
    });
  }

  close(): void {
    this.#write((file) => {
      if (this.#state.live.size === 0) file.remove();
      else if (this.#rewriteAt === OUTDATED) this.#rewrite(file);
    });
    this.#shut();
    this.#askedAt = Number.NEGATIVE_INFINITY;
  }

  #takeOver(path: string, fingerprint: string, { firstNumber, maxBatchSize }: SpoolOpening): SpooledEvents[] {
    const left = groupEvents(readLeftovers(path, fingerprint, this.#report), maxBatchSize);
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

  /** Writes what became of events. Where that fails, the file says what is not true any more, so it is replaced as soon as it can be. */
  #note(act: (file: SpoolFile) => void): void {
    if (!this.#write(act)) this.#rewriteAt = OUTDATED;
  }

  /** What fails is told once, until something works again; the queue goes on from memory. */
  #write(act: (file: SpoolFile) => void): boolean {
    if (this.#file === undefined) return true;
    try {
      act(this.#file);
      this.#isFailing = false;
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }

  #failed(error: unknown): void {
    if (this.#isFailing) return;
    // First: whoever hears of it may track, which fails too.
    this.#isFailing = true;
    this.#report(asError(error));
  }

  #lost(): void {
    this.#shut();
    this.#failed(new Error("another process took the spool over: events are kept in memory only"));
  }

  #shut(): void {
    const [file, lock] = [this.#file, this.#lock];
    this.#file = undefined;
    this.#lock = undefined;
    // Nothing of it may fail the queue: what is not released here is stale once the process is gone.
    contain(() => file?.close());
    contain(() => lock?.release());
  }
}

/**
 * A spool in a folder of the local disk, for `new EventQueue({ spool })`: accepted identify and track events survive the death of the
 * process and are delivered by the next one under the same idempotency keys. Each environment has a file of its own, to which one
 * process at a time writes: give each worker a folder of its own. Throws `ConfigError` for options that cannot be used.
 */
export function fileSpool({ directory, maxBytes }: FileSpoolOptions): Spool {
  if (typeof directory !== "string" || directory.trim() === "") throw new ConfigError("directory is missing");
  const bytes = cleanCount("maxBytes", maxBytes, MAX_BYTES);
  if (bytes > LONGEST) throw new ConfigError(`maxBytes must be at most ${LONGEST}`);
  return { forQueue: () => new FileSpool(directory, bytes) };
}
