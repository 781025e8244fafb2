// Work for when the host has time: in turns of the event loop of its own, in the order in which it came.

// A burst beyond this is refused rather than piled up behind the host's own work.
const MAX_WAITING = 10_000;
// What one turn may take before the host's own work comes first again.
const TURN_MILLIS = 5;

/** Runs what it is given later, a few milliseconds at a time, and does not hold the process for it. */
export class Backlog {
  readonly #waiting: (() => Promise<void>)[] = [];

  /** Whether nothing more may be added now. */
  get isFull(): boolean {
    return this.#waiting.length >= MAX_WAITING;
  }

  /** Adds work, whose failure stays here. */
  add(work: () => Promise<void>): void {
    if (this.#waiting.push(work) === 1) this.#schedule();
  }

  #schedule(): void {
    const timer = setTimeout(() => this.#turn());
    Object(timer).unref?.();
  }

  #turn(): void {
    const end = performance.now() + TURN_MILLIS;
    let done = 0;
    for (const work of this.#waiting) {
      // Nobody is there to be told.
      work().catch(() => {});
      done++;
      if (performance.now() >= end) break;
    }
    this.#waiting.splice(0, done);
    if (this.#waiting.length > 0) this.#schedule();
  }
}
