import { TimeoutError } from "@schematic/api/core";
import type { Batch } from "./batch.ts";
import { type Outcome, retry } from "./outcome.ts";

// An attempt ends by its own time limit long before.
const GRACE_MS = 1_000;

/** What attempts are made with, and who hears of their end. */
export interface AttemptsOptions {
  /** Sends a batch once; never rejects. */
  readonly deliver: (texts: readonly string[]) => Promise<Outcome>;
  /** Milliseconds within which `deliver` resolves. */
  readonly requestTimeoutMs: number;
  /** Called once for each attempt. `startedAt`: as given to `start`. */
  readonly ended: (batch: Batch, outcome: Outcome, startedAt: number) => void;
}

/** The attempts of one lane that are under way. */
export interface Attempts {
  readonly count: () => number;
  readonly start: (batch: Batch, startedAt: number) => void;
  /**
   * Takes those for timed out that should have ended long ago: Workers forget what a request of theirs has begun once that request
   * has ended, its timers too.
   */
  readonly endLost: () => void;
}

/** Makes the attempts of one lane: none so far. */
export function createAttempts({ deliver, requestTimeoutMs, ended }: AttemptsOptions): Attempts {
  /** What ends an attempt, and when that should have happened. */
  const underWay = new Map<(outcome: Outcome) => void, number>();
  return {
    count: () => underWay.size,
    start(batch, startedAt) {
      const end = (outcome: Outcome) => {
        if (underWay.delete(end)) ended(batch, outcome, startedAt);
      };
      underWay.set(end, performance.now() + requestTimeoutMs + GRACE_MS);
      void deliver(batch.texts).then(end);
    },
    endLost() {
      const error = new TimeoutError("POST /batch: no answer was seen");
      for (const [end, deadline] of [...underWay]) if (deadline < performance.now()) end(retry(error));
    },
  };
}
