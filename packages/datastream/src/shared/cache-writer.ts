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

type Value = { readonly value: unknown } | "gone";

/** Entries written in one batch; one alone to find out whether a cache is back, whose client may keep what it cannot send. */
const BATCH = 200;
/** Waiting entries of a slot beyond which the oldest is given up. */
const MAX_WAITING = 50_000;
/** A batch that takes longer has failed. */
const WRITE_TIMEOUT_MS = 5_000;
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
    this.#add(slot, key, { value });
  }

  delete(slot: Slot, key: string): void {
    this.#add(slot, key, "gone");
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

  #take(): { slot: Slot; entries: (readonly [string, Value])[] } | undefined {
    const size = this.#failures > 0 ? 1 : BATCH;
    for (const [slot, waiting] of this.#waiting) {
      const entries = [...takeFirst(waiting, size)];
      if (entries.length === 0) continue;
      // Its turn comes again after the others': under a steady load one slot would have every turn.
      this.#waiting.delete(slot);
      this.#waiting.set(slot, waiting);
      return { slot, entries };
    }
    return undefined;
  }

  async #write(slot: Slot, entries: readonly (readonly [string, Value])[]): Promise<boolean> {
    const cache = this.#options.slots[slot];
    if (cache === undefined) return true;
    try {
      await bounded(writeTo(cache, entries, this.#options.ttlMs(slot)), WRITE_TIMEOUT_MS);
      return true;
    } catch (error) {
      const level = this.#failures > 0 ? "debug" : "warn";
      this.#options.logger[level]("datastream: the shared cache could not be written", describeError(error));
      this.#putBack(slot, entries);
      return false;
    }
  }

  #putBack(slot: Slot, entries: readonly (readonly [string, Value])[]): void {
    if (this.#closed) return;
    const newer = this.#waiting.get(slot) ?? new Map<string, Value>();
    this.#waiting.set(slot, new Map([...entries, ...newer].slice(-MAX_WAITING)));
  }

  #retryLater(): void {
    if (this.#closed) return;
    const delay = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** this.#failures++);
    this.#timer = setTimeout(() => void this.#run(), delay);
    unref(this.#timer);
  }
}

function* takeFirst<K, V>(map: Map<K, V>, count: number): Iterable<[K, V]> {
  let left = count;
  for (const entry of map) {
    if (left-- === 0) return;
    map.delete(entry[0]);
    yield entry;
  }
}

async function writeTo(cache: Cache, entries: readonly (readonly [string, Value])[], ttlMs: number | null) {
  const gone = entries.filter(([, value]) => value === "gone").map(([key]) => key);
  const kept = entries.flatMap(([key, value]) => (value === "gone" ? [] : [[key, value.value] as const]));
  if (gone.length > 0) await (cache.deleteMany?.(gone) ?? Promise.all(gone.map(async (key) => cache.delete(key))));
  if (kept.length === 0) return;
  const options = { ttlMs };
  await (cache.setMany?.(kept, options) ??
    Promise.all(kept.map(async ([key, value]) => cache.set(key, value, options))));
}
