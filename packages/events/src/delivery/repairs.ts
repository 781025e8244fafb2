// Batches that failed, and the parts of those that were split. They go one at a time, oldest first, and until all of them are
// settled nothing else starts. A lone event that the service keeps failing on (500) is put aside until another got through,
// so that it cannot stop the rest for ever; when the service then fails on it again, the fault is the event's.
import { backoffMs } from "@schematic/api/core";
import { type Batch, splitBatch } from "./batch.ts";
import { Hold } from "./hold.ts";
import type { Outcome } from "./outcome.ts";

// So that a service that is back is noticed within half a minute.
const MAX_BACKOFF_MS = 30_000;
// 500 this often for one batch points at its content.
const MAX_FAULTS = 4;

/** Alone, an event has to prove anew that it is at fault: by now its company may have been. */
function halves(batch: Batch): Batch[] {
  const parts = splitBatch(batch, Math.ceil(batch.texts.length / 2));
  return parts.map((part) => (part.texts.length === 1 ? { ...part, faults: 0 } : part));
}

/** What a batch's repair needs to know about the lane. */
export interface RepairOptions {
  readonly now: () => number;
  readonly random: () => number;
  /** A pause is over. */
  readonly resume: () => void;
}

/** See the head of this file. */
export class Repairs {
  readonly #random: () => number;
  readonly #hold: Hold;
  #waiting: Batch[] = [];
  readonly #aside: Batch[] = [];
  #current: Batch | undefined;

  constructor({ now, random, resume }: RepairOptions) {
    this.#random = random;
    this.#hold = new Hold(now, resume);
  }

  /** Must everything else wait? */
  get isBusy(): boolean {
    return this.#current !== undefined || this.#hold.isOn || this.#waiting.length > 0;
  }

  /** The batch to try now, if it is time for one. */
  next(): Batch | undefined {
    if (this.#current !== undefined || this.#hold.isOn) return undefined;
    this.#current = this.#waiting.shift();
    return this.#current;
  }

  /** A batch that was put aside, for when nothing else is left to try. */
  nextAside(): Batch | undefined {
    this.#current = this.#aside.shift();
    return this.#current;
  }

  /** The attempt of a batch is over. */
  ended(batch: Batch): void {
    if (this.#current === batch) this.#current = undefined;
  }

  add(...batches: readonly Batch[]): void {
    this.#waiting.push(...batches);
    this.#waiting.sort((a, b) => a.first - b.first);
  }

  /** Takes a batch that failed; false when its only event is to be given up. `delivered`: what the lane has delivered so far. */
  retry(batch: Batch, outcome: Outcome & { readonly kind: "retry" }, delivered: number): boolean {
    batch.attempts++;
    if (!outcome.isFault) this.add(batch);
    else if (!this.#noteFault(batch, delivered)) return false;
    const { delayMs } = outcome;
    const backoff = { attempt: batch.attempts, maxMs: MAX_BACKOFF_MS, random: this.#random };
    this.#hold.pause(delayMs ?? backoffMs(backoff), delayMs !== undefined);
    return true;
  }

  /** Makes the pause at most `ms` long, and the ones that follow short again. */
  hurry(ms: number): void {
    if (!this.#hold.isOn) return;
    for (const batch of this.#waiting) batch.attempts = 0;
    this.#hold.shorten(ms);
  }

  /** Ends the pause and gives what waits. */
  stop(): readonly Batch[] {
    this.#hold.stop();
    return [...this.#waiting.splice(0), ...this.#aside.splice(0)];
  }

  #noteFault(batch: Batch, delivered: number): boolean {
    if (batch.faults++ === 0) batch.deliveredBefore = delivered;
    if (batch.faults < MAX_FAULTS) this.add(batch);
    else if (batch.texts.length > 1) this.add(...halves(batch));
    else if (delivered > batch.deliveredBefore) return false;
    else this.#aside.push(batch);
    return true;
  }
}
