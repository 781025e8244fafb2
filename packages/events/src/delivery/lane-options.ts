import type { BacklogOptions } from "./backlog.ts";
import type { Batch } from "./batch.ts";
import type { Outcome } from "./outcome.ts";

/** What became of the records numbered from `first`. */
export interface Settlement {
  readonly outcome: "delivered" | "dropped";
  readonly first: number;
  readonly count: number;
  /** Why they were dropped. */
  readonly reason?: string;
  /** The dropped events. */
  readonly texts?: readonly string[];
}

/** What a lane tells its queue. */
export interface LaneObserver {
  /** An attempt begins. */
  starting(batch: Batch, at: number): void;
  /** The attempt certainly did not take in its events. */
  unsent(batch: Batch): void;
  /** An attempt failed and will be repeated. */
  failed(error: Error): void;
  settled(settlement: Settlement): void;
  /** No request is in flight any more. */
  idle(): void;
}

/** What a lane is made of. */
export interface LaneOptions<T> extends BacklogOptions<T | string> {
  /** How much may be undelivered, in the unit of `sizeOf`. */
  readonly maxUnits: number;
  readonly maxInFlight: number;
  readonly whenFull: "drop-oldest" | "drop-newest";
  /** The record as it is sent, `undefined` when it cannot be. */
  readonly textOf: (record: T) => string | undefined;
  /** Sends a batch once; never rejects. */
  readonly deliver: (texts: readonly string[]) => Promise<Outcome>;
  readonly now: () => number;
  readonly random: () => number;
  readonly observer: LaneObserver;
}
