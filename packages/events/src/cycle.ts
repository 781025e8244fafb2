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
  #isPumping = false;
  #isExtended = false;
  #delivery: Promise<unknown> | undefined;
  #elapsed: () => void = () => undefined;

  constructor(options: CycleOptions) {
    this.#options = options;
  }

  /** An event was accepted. */
  accepted(hasFullBatch: boolean): void {
    if (this.#timer === undefined) {
      this.#timer = setTimeout(() => this.#tick(), this.#options.intervalMs);
      unref(this.#timer);
    }
    if (hasFullBatch && !this.#isPumping) this.#pumpSoon();
    if (this.#options.waitUntil !== undefined && !this.#isExtended) this.#extend(this.#options.waitUntil);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#elapsed();
  }

  #tick(): void {
    this.#timer = undefined;
    this.#options.sendAll();
    this.#elapsed();
  }

  #pumpSoon(): void {
    this.#isPumping = true;
    queueMicrotask(() => {
      this.#isPumping = false;
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
    }).then(() => {
      this.#delivery = undefined;
      return this.#options.flush();
    });
    const delivery = this.#delivery;
    contain(() => waitUntil(delivery), this.#options.failed);
  }
}
