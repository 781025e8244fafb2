import type { CheckContext, FlagCheck } from "./check.ts";
import type { SourceStatus } from "./flag-source.ts";

/** What became of events. */
export interface DeliveryReport {
  readonly outcome: "delivered" | "dropped";
  readonly lane: "billable" | "flag_check";
  readonly count: number;
  /** Why they were dropped, in words for people. */
  readonly reason?: string;
  /** The idempotency keys of dropped billable events. */
  readonly idempotencyKeys?: readonly string[];
}

/** Observers. They cannot change an answer, and what they throw is logged and ignored. */
export interface Hooks {
  /** After every check. */
  readonly onCheck?: ((check: FlagCheck, context: CheckContext) => void) | undefined;
  /** When events were delivered or dropped. */
  readonly onEvent?: ((report: DeliveryReport) => void) | undefined;
  /** When something failed that no caller was told of by a rejection. */
  readonly onError?: ((error: Error) => void) | undefined;
  /** When a local source becomes ready, stale or unready. */
  readonly onStatus?: ((status: SourceStatus) => void) | undefined;
}
