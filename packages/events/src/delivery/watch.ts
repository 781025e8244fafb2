import type { Settlement } from "./lane-options.ts";

/** What became of the events that `flush` or `close` covers. */
export interface DeliveryResult {
  /** Taken in by the service. */
  readonly delivered: number;
  /** Given up; why is in the log and in `hooks.onEvents`. */
  readonly dropped: number;
  /** Neither when the time was over. */
  readonly pending: number;
}

/** Where a lane stands when a watch begins. */
export interface LaneMark {
  readonly accepted: number;
  readonly pending: number;
}

/** Counts what becomes of everything accepted before it was made, and ends when that is known. */
export class Watch {
  /** Resolves when everything is settled, and when `end` is called; never rejects. */
  readonly result: Promise<DeliveryResult>;
  readonly #marks = new Map<string, number>();
  readonly #resolve: (result: DeliveryResult) => void;
  #delivered = 0;
  #dropped = 0;
  #pending = 0;

  constructor(lanes: Readonly<Record<string, LaneMark>>) {
    let resolve: (result: DeliveryResult) => void = () => undefined;
    this.result = new Promise((done) => {
      resolve = done;
    });
    this.#resolve = resolve;
    for (const [lane, { accepted, pending }] of Object.entries(lanes)) {
      this.#marks.set(lane, accepted);
      this.#pending += pending;
    }
    if (this.#pending === 0) this.end();
  }

  settled(lane: string, { outcome, first, count }: Settlement): void {
    const mark = this.#marks.get(lane) ?? 0;
    const covered = Math.max(0, Math.min(first + count, mark) - first);
    this.#pending -= covered;
    if (outcome === "delivered") this.#delivered += covered;
    else this.#dropped += covered;
    if (this.#pending === 0) this.end();
  }

  /** Resolves with how things stand. */
  end(): void {
    this.#resolve({ delivered: this.#delivered, dropped: this.#dropped, pending: this.#pending });
  }
}
