/**
 * Writes behind the stream: the newest value of each key, in the background, one batch at a time, so that an older
 * value can never overtake a newer one and a burst of changes to one entity is one write. While a cache is away its
 * newest values wait (bounded) and are written when it is back.
 */
import { describeError, type Logger, unref } from "@schematic/api/core";
import type { Cache } from "@schematic/cache";
import { bounded } from "./bounded.ts";
import type { CacheSlots, Slot } from "./slots.ts";

/** Options of the writer. */
export interface CacheWriterOptions {
  readonly slots: CacheSlots;
  /** Milliseconds that entries live, by slot; `null`: for ever. */
  readonly ttlMs: (slot: Slot) => number | null;
  readonly logger: Logger;
}

interface Value {
  readonly value: unknown;
  readonly gone: boolean;
  /** Writes of it that failed. */
  readonly tries: number;
}
type Entry = readonly [key: string, value: Value];

/** Entries written in one batch; one alone to find out whether a cache is back, whose client may keep what it cannot send. */
const BATCH = 200;
/** Waiting entries of a slot beyond which the oldest is given up. */
const MAX_WAITING = 50_000;
/** A batch that takes longer has failed. */
const WRITE_TIMEOUT_MS = 5_000;
/** What failed this often although the cache takes other entries is something that it does not take. */
const MAX_TRIES = 3;
const RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

export class CacheWriter {
  readonly #options: CacheWriterOptions;
  readonly #waiting = new Map<Slot, Map<string, Value>>();
  #running: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #closed = false;

  constructor(options: CacheWriterOptions) {
    this.#options = options;
  }

  set(slot: Slot, key: string, value: unknown): void {
    this.#add(slot, key, { value, gone: false, tries: 0 });
  }

  delete(slot: Slot, key: string): void {
    this.#add(slot, key, { value: undefined, gone: true, tries: 0 });
  }

  /** Resolves when nothing is being written; never rejects. */
  settled(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  /** Resolves when nothing is waiting that could be written, at most `timeoutMs` later; then nothing is written any more. */
  async close(timeoutMs: number): Promise<void> {
    clearTimeout(this.#timer);
    await bounded(this.#running ?? this.#run(), timeoutMs).catch(() => undefined);
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  #add(slot: Slot, key: string, value: Value): void {
    if (this.#closed || this.#options.slots[slot] === undefined) return;
    const waiting = this.#waiting.get(slot) ?? new Map<string, Value>();
    this.#waiting.set(slot, waiting);
    if (waiting.size >= MAX_WAITING && !waiting.has(key)) waiting.delete(waiting.keys().next().value ?? "");
    waiting.set(key, value);
    if (this.#running === undefined && this.#timer === undefined) void this.#run();
  }

  #run(): Promise<void> {
    this.#timer = undefined;
    this.#running = this.#writeAll().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #writeAll(): Promise<void> {
    // Everything that one message changed, and what came in the same turn, goes into one batch.
    await Promise.resolve();
    for (let batch = this.#take(); batch !== undefined; batch = this.#take()) {
      if (!(await this.#write(batch.slot, batch.entries))) return this.#retryLater();
      this.#failures = 0;
    }
  }

  #take(): { slot: Slot; entries: readonly Entry[] } | undefined {
    for (const [slot, waiting] of this.#waiting) {
      const entries = takeFirst(waiting, this.#failures > 0 ? 1 : BATCH);
      if (entries.length === 0) continue;
      // Its turn comes again after the others': under a steady load one slot would have every turn.
      this.#waiting.delete(slot);
      this.#waiting.set(slot, waiting);
      return { slot, entries };
    }
    return undefined;
  }

  /** `false` when the cache has to be left alone for a while. */
  async #write(slot: Slot, entries: readonly Entry[]): Promise<boolean> {
    const cache = this.#options.slots[slot];
    if (cache === undefined) return true;
    try {
      await bounded(writeTo(cache, entries, this.#options.ttlMs(slot)), WRITE_TIMEOUT_MS);
      return true;
    } catch (error) {
      const level = this.#failures > 0 ? "debug" : "warn";
      this.#options.logger[level]("datastream: the shared cache could not be written", describeError(error));
      return this.#isRefused(entries) || this.#putBack(slot, entries);
    }
  }

  /** Is it for the entry, and not for the cache, that it could not be written? */
  #isRefused(entries: readonly Entry[]): boolean {
    const [first] = entries;
    if (first === undefined || entries.length > 1 || this.#failures > 0) return false;
    return first[1].tries + 1 >= MAX_TRIES;
  }

  /** Behind the others, so that one that the cache never takes holds up none of them. `false`: to be tried again. */
  #putBack(slot: Slot, entries: readonly Entry[]): false {
    const waiting = this.#waiting.get(slot);
    if (this.#closed || waiting === undefined) return false;
    for (const [key, value] of entries) {
      if (!waiting.has(key) && waiting.size < MAX_WAITING) waiting.set(key, { ...value, tries: value.tries + 1 });
    }
    return false;
  }

  #retryLater(): void {
    if (this.#closed) return;
    const delay = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** this.#failures++);
    this.#timer = setTimeout(() => void this.#run(), delay);
    unref(this.#timer);
  }
}

/** The first entries; one that failed before alone, to find out whether it is to blame. */
function takeFirst(waiting: Map<string, Value>, count: number): readonly Entry[] {
  const entries: Entry[] = [];
  for (const entry of waiting) {
    const isSuspect = entry[1].tries > 0;
    if (entries.length === count || (isSuspect && entries.length > 0)) break;
    entries.push(entry);
    waiting.delete(entry[0]);
    if (isSuspect) break;
  }
  return entries;
}

async function writeTo(cache: Cache, entries: readonly Entry[], ttlMs: number | null) {
  const gone = entries.filter(([, value]) => value.gone).map(([key]) => key);
  const kept = entries.filter(([, value]) => !value.gone).map(([key, { value }]) => [key, value] as const);
  if (gone.length > 0) await (cache.deleteMany?.(gone) ?? Promise.all(gone.map(async (key) => cache.delete(key))));
  if (kept.length === 0) return;
  const options = { ttlMs };
  await (cache.setMany?.(kept, options) ??
    Promise.all(kept.map(async ([key, value]) => cache.set(key, value, options))));
}
