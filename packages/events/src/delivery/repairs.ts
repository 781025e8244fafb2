// Batches that failed, and the parts of those that were split. They go one at a time, oldest first, and until all of them are
// settled nothing else starts. A lone event that the service keeps failing on (500) is put aside, so that it cannot stop the rest:
// it is tried between the others, with pauses of its own. When the service has failed on it for long and takes others, it is given up.
import { backoffMs, unref } from "@schematic/api/core";
import { type Batch, splitBatch } from "./batch.ts";
import type { RetryOutcome } from "./outcome.ts";

/** The longest pause, in milliseconds, so that a service that is back is noticed within half a minute. */
export const MAX_BACKOFF_MS = 30_000;
// 500 this often for one batch points at its content.
const MAX_FAULTS = 4;
// A part of the service may be away for a while.
const MAX_FAULTY_MS = 10 * 60 * 1_000;

/** What repairs need from their lane. */
export interface RepairOptions {
  readonly random: () => number;
  /** A pause is over. */
  readonly resume: () => void;
}

/** What else is known of an attempt. */
export interface Attempted {
  /** By the lane's clock. */
  readonly startedAt: number;
  /** How many events the lane has delivered so far. */
  readonly delivered: number;
}

/** See the head of this file. */
export interface Repairs {
  /** Must everything else wait? */
  isBusy(): boolean;
  /** The batch to try now, if it is time for one. */
  next(): Batch | undefined;
  /** A batch that was put aside, for when nothing else is left to try, if it is time for one. */
  nextAside(): Batch | undefined;
  /** The attempt of a batch is over. */
  ended(batch: Batch): void;
  /** Takes batches that go before everything else. */
  add(...batches: readonly Batch[]): void;
  /** Takes a batch that failed; false when its only event is to be given up. */
  retry(batch: Batch, outcome: RetryOutcome, attempted: Attempted): boolean;
  /** Makes pauses that are on at most `ms` long, and later ones at most `maxMs`, unless the service asks for more. */
  hurry(ms: number, maxMs: number): void;
  /** Ends the pause and gives what waits. */
  stop(): Batch[];
}

/** A time in which nothing is tried. */
interface Pause {
  /** By `performance.now`, the clock that timers follow and nobody can set. */
  end: number;
  /** Never keeps the process alive, and may be lost: Workers forget the timers of a request that has ended. */
  timer: ReturnType<typeof setTimeout> | undefined;
}

const newPause = (): Pause => ({ end: 0, timer: undefined });
const isOn = ({ end }: Pause) => performance.now() < end;

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
  const pause = newPause();
  const asidePause = newPause();
  /** No pause ends before this, which the service asked for. */
  let askedEnd = 0;
  let maxPause = MAX_BACKOFF_MS;

  function pauseUntil(end: number, which: Pause): void {
    clearTimeout(which.timer);
    which.end = end;
    which.timer = setTimeout(() => {
      which.end = 0;
      resume();
    }, end - performance.now());
    unref(which.timer);
  }

  function add(...batches: readonly Batch[]): void {
    waiting.push(...batches);
    waiting.sort((a, b) => a.first - b.first);
  }

  /** Takes a batch on which the service failed, and gives the pause that it waits for; none when its only event is to be given up. */
  function takeFault(batch: Batch, { delivered, startedAt }: Attempted): Pause | undefined {
    if (batch.faults++ === 0) batch.deliveredBefore = delivered;
    if (batch.faults < MAX_FAULTS || batch.texts.length > 1) {
      add(...(batch.faults < MAX_FAULTS ? [batch] : halves(batch)));
      return pause;
    }
    const { uncertainSince = startedAt } = batch;
    if (delivered > batch.deliveredBefore && startedAt - uncertainSince > MAX_FAULTY_MS) return undefined;
    aside.push(batch);
    return asidePause;
  }

  return {
    isBusy: () => current !== undefined || waiting.length > 0 || isOn(pause),
    next() {
      if (current !== undefined || isOn(pause)) return undefined;
      current = waiting.shift();
      return current;
    },
    nextAside() {
      if (isOn(asidePause)) return undefined;
      current = aside.shift();
      return current;
    },
    ended(batch) {
      if (current === batch) current = undefined;
    },
    add,
    retry(batch, { isFault, delayMs }, attempted) {
      batch.attempts++;
      const end = performance.now() + (delayMs ?? backoffMs({ attempt: batch.attempts, maxMs: maxPause, random }));
      if (delayMs !== undefined) askedEnd = Math.max(askedEnd, end);
      if (!isFault) add(batch);
      const own = isFault ? takeFault(batch, attempted) : pause;
      if (own !== undefined && end > own.end) pauseUntil(end, own);
      return own !== undefined;
    },
    hurry(ms, maxMs) {
      maxPause = maxMs;
      const end = Math.max(performance.now() + ms, askedEnd);
      for (const which of [pause, asidePause]) if (isOn(which) && end < which.end) pauseUntil(end, which);
    },
    stop() {
      clearTimeout(pause.timer);
      clearTimeout(asidePause.timer);
      return [...waiting.splice(0), ...aside.splice(0)];
    },
  };
}
