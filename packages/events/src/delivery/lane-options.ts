import type { DeliveryReport } from "@schematic/api/core";
import type { QueueSpool } from "../spool.ts";
import type { AttemptsOptions } from "./attempts.ts";
import type { BacklogOptions } from "./backlog.ts";
import type { Reporter } from "./reporter.ts";

/** What became of the records numbered from `first`. */
export interface Settlement {
  readonly lane: DeliveryReport["lane"];
  readonly outcome: DeliveryReport["outcome"];
  readonly first: number;
  readonly count: number;
}

/** What a lane is made of. */
export interface LaneOptions<T> extends Omit<BacklogOptions<T>, "unitsOf">, Omit<AttemptsOptions, "ended"> {
  readonly lane: DeliveryReport["lane"];
  /** The size of a record, also once it is text. */
  readonly unitsOf: (record: T | string) => number;
  /** How much may be undelivered, in the unit of `unitsOf`. */
  readonly maxUnits: number;
  readonly maxInFlight: number;
  readonly whenFull: "drop-oldest" | "drop-newest";
  /** The record as it is sent, `undefined` when it cannot be. */
  readonly textOf: (record: T) => string | undefined;
  /** See `steadyClock`. */
  readonly steadyNow: () => number;
  readonly random: () => number;
  readonly reporter: Reporter;
  readonly spool: QueueSpool | undefined;
  /** Called at once; calls back nobody. */
  readonly settled: (settlement: Settlement) => void;
  /** No request is in flight any more. */
  readonly idle: () => void;
}

/** One lane of delivery: see `createLane`. */
export interface Lane<T> {
  /** How many records were accepted: the number of the next. */
  readonly accepted: number;
  /** How many of them are not settled. */
  readonly pending: number;
  readonly inFlight: number;
  /** Is there a batch that need not wait for more? */
  hasFull(): boolean;
  /** Appends a record and gives its number; `undefined` when there is no room for it. */
  add(record: T): number | undefined;
  /** Takes in what an earlier process left, whatever the bounds: events that it tried together, or such as it did not try. */
  restore(records: readonly (T & string)[], uncertainSince: number | undefined): void;
  /** Sends what has been accepted so far, without waiting for full batches. */
  sendAll(): void;
  /** See `Repairs`. */
  hurry(ms: number, maxMs: number): void;
  /** Starts what may start. */
  pump(): void;
  /** No attempt begins from now on. What is left is dropped for `reason`, unless the spool has it for a later process. */
  stop(reason: string): void;
}
