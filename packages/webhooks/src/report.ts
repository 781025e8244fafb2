import { WebhookSignatureError } from "./error.ts";
import type { WebhookEvent } from "./event.ts";
import type { WebhookHandlerOptions } from "./handler-options.ts";
import { withinLimit } from "./time-limit.ts";

/** Tells an observer what went wrong; never rejects. */
export type Report = (error: unknown, event?: WebhookEvent) => Promise<void>;

// An observer that hangs must not hold up the answer until the sender gives up.
const OBSERVER_TIMEOUT_MS = 2_000;

/** Reports to `onError`, by default to the console. */
export function createReport(onError: WebhookHandlerOptions["onError"] = logServerErrors): Report {
  return async (error, event) => {
    try {
      await withinLimit("onError", OBSERVER_TIMEOUT_MS, () => onError(error, event));
    } catch {
      // An observer may not change the answer.
    }
  };
}

function logServerErrors(error: unknown): void {
  if (!WebhookSignatureError.is(error) || error.status >= 500) console.error("Schematic webhook failed:", error);
}
