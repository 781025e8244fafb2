// Batches that failed, and the parts of those that were split. They go one at a time, oldest first, and until all of them are
// settled nothing else starts. A lone event that the service keeps failing on (500) is put aside until another got through,
// so that it cannot stop the rest for ever; when the service then fails on it again, the fault is the event's.
import { backoffMs, unref } from "@schematic/api/core";
import { type Batch, splitBatch } from "./batch.ts";
import type { RetryOutcome } from "./outcome.ts";

/** The longest pause, in milliseconds, so that a service that is back is noticed within half a minute. */
export const MAX_BACKOFF_MS = 30_000;
// 500 this often for one batch points at its content.
const MAX_FAULTS = 4;

/** What repairs need from their lane. */
export interface RepairOptions {
  readonly random: () => number;
  /** A pause is over. */
  readonly resume: () => void;
}

/** See the head of this file. */
export interface Repairs {
  /** Must everything else wait? */
  isBusy(): boolean;
  /** The batch to try now, if it is time for one. */
  next(): Batch | undefined;
  /** A batch that was put aside, for when nothing else is left to try. */
  nextAside(): Batch | undefined;
  /** The attempt of a batch is over. */
  ended(batch: Batch): void;
  /** Takes batches that go before everything else. */
  add(...batches: readonly Batch[]): void;
  /** Takes a batch that failed; false when its only event is to be given up. `delivered`: what the lane has delivered so far. */
  retry(batch: Batch, outcome: RetryOutcome, delivered: number): boolean;
  /** Makes a pause that is on at most `ms` long, and later ones at most `maxMs`, unless the service asks for more. */
  hurry(ms: number, maxMs: number): void;
  /** Ends the pause and gives what waits. */
  stop(): Batch[];
}

/** Alone, an event has to prove anew that it is at fault: by now its company may have been. */
function halves(batch: Batch): Batch[] {
  const parts = splitBatch(batch, Math.ceil(batch.texts.length / 2));
  return parts.map((part) => (part.texts.length === 1 ? { ...part, faults: 0 } : part));
}

/** Makes the repairs of one lane. */
export function createRepairs({ random, resume }: RepairOptions): Repairs {
  const waiting: Batch[] = [];
  const aside: Batch[] = [];
  let current: Batch | undefined;
  // Between attempts. Its timer never keeps the process alive, and may be lost: Workers forget those of a request that has ended.
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** By the clock that timers follow, which nobody can set; 0: no pause. */
  let pauseEnd = 0;
  /** No pause ends before this, which the service asked for. */
  let askedEnd = 0;
  let maxPause = MAX_BACKOFF_MS;

  const isPaused = () => performance.now() < pauseEnd;

  function endPause(): void {
    clearTimeout(timer);
    pauseEnd = 0;
  }

  function pauseUntil(end: number): void {
    endPause();
    pauseEnd = end;
    timer = setTimeout(() => {
      endPause();
      resume();
    }, end - performance.now());
    unref(timer);
  }

  function add(...batches: readonly Batch[]): void {
    waiting.push(...batches);
    waiting.sort((a, b) => a.first - b.first);
  }

  function isHopeless(batch: Batch, delivered: number): boolean {
    if (batch.faults++ === 0) batch.deliveredBefore = delivered;
    if (batch.faults < MAX_FAULTS) add(batch);
    else if (batch.texts.length > 1) add(...halves(batch));
    else if (delivered > batch.deliveredBefore) return true;
    else aside.push(batch);
    return false;
  }

  return {
    isBusy: () => current !== undefined || waiting.length > 0 || isPaused(),
    next() {
      if (current !== undefined || isPaused()) return undefined;
      current = waiting.shift();
      return current;
    },
    nextAside() {
      current = aside.shift();
      return current;
    },
    ended(batch) {
      if (current === batch) current = undefined;
    },
    add,
    retry(batch, { isFault, delayMs }, delivered) {
      batch.attempts++;
      if (!isFault) add(batch);
      else if (isHopeless(batch, delivered)) return false;
      const ms = delayMs ?? backoffMs({ attempt: batch.attempts, maxMs: maxPause, random });
      const end = performance.now() + ms;
      if (delayMs !== undefined) askedEnd = Math.max(askedEnd, end);
      if (end > pauseEnd) pauseUntil(end);
      return true;
    },
    hurry(ms, maxMs) {
      maxPause = maxMs;
      const end = Math.max(performance.now() + ms, askedEnd);
      if (isPaused() && end < pauseEnd) pauseUntil(end);
    },
    stop() {
      endPause();
      return [...waiting.splice(0), ...aside.splice(0)];
    },
  };
}
