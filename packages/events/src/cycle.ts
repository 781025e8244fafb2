import { contain, unref } from "@schematic/api/core";

/** What a cycle drives. */
export interface CycleOptions {
  readonly intervalMs: number;
  /** A batch is full. */
  readonly pump: () => void;
  /** What was accepted has waited for the interval. */
  readonly sendAll: () => void;
  /** Resolves when what was accepted so far is settled, or its time is over. */
  readonly flush: () => Promise<unknown>;
  /** Keeps a serverless function running; may throw. */
  readonly waitUntil: ((delivery: Promise<unknown>) => void) | undefined;
  readonly failed: (error: unknown) => void;
}

/** Decides when to send: a full batch after the caller's own code, the rest after the interval. No timer without events. */
export class Cycle {
  readonly #options: CycleOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueAt = 0;
  #isSending = false;
  #isExtended = false;
  #delivery: Promise<unknown> | undefined;
  #elapsed: () => void = () => undefined;

  constructor(options: CycleOptions) {
    this.#options = options;
  }

  /** An event was accepted. */
  accepted(hasFullBatch: boolean): void {
    // A timer can be lost: Workers forget those of a request that has ended.
    const isLate = this.#timer !== undefined && performance.now() > this.#dueAt;
    if (isLate) {
      this.elapse();
      queueMicrotask(this.#options.sendAll);
    }
    if (this.#timer === undefined) this.#start();
    if (hasFullBatch && !this.#isSending) this.#sendSoon();
    if (this.#options.waitUntil !== undefined && !this.#isExtended) this.#extend(this.#options.waitUntil);
  }

  /** Everything is sent now: nobody has to wait for the interval. */
  elapse(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#delivery = undefined;
    this.#elapsed();
  }

  #start(): void {
    const { intervalMs } = this.#options;
    this.#dueAt = performance.now() + intervalMs;
    this.#timer = setTimeout(() => this.#tick(), intervalMs);
    unref(this.#timer);
  }

  #tick(): void {
    this.elapse();
    this.#options.sendAll();
  }

  #sendSoon(): void {
    this.#isSending = true;
    queueMicrotask(() => {
      this.#isSending = false;
      this.#options.pump();
    });
  }

  // Once for each stretch of synchronous code: every request that tracked is kept, each by its own context.
  #extend(waitUntil: (delivery: Promise<unknown>) => void): void {
    this.#isExtended = true;
    queueMicrotask(() => {
      this.#isExtended = false;
    });
    this.#delivery ??= new Promise<void>((resolve) => {
      this.#elapsed = resolve;
    }).then(() => this.#options.flush());
    const delivery = this.#delivery;
    contain(() => waitUntil(delivery), this.#options.failed);
  }
}
