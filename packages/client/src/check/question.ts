import { type CheckContext, limitMs, type Preflight } from "@schematic/api/core";
import type { CheckOptions } from "../options.ts";
import type { Settings } from "../settings.ts";
import { cleanContext } from "./context.ts";
import { Deadline } from "./deadline.ts";
import { cleanPreflight } from "./preflight.ts";

/** One check on its way through the chain. */
export interface Question {
  readonly flag: string;
  readonly context: CheckContext;
  readonly preflight: Preflight | undefined;
  readonly defaultValue: CheckOptions["defaultValue"];
  readonly deadline: Deadline;
}

/** What callers of checks pass, unchecked. */
export interface Call {
  readonly flag: string | undefined;
  readonly context: CheckContext | undefined;
  readonly options: CheckOptions | undefined;
  readonly isBulk?: boolean;
}

/** What a caller asks, cleaned. Throws `TypeError` for what no service could be asked. */
export function toQuestion({ flag, context, options, isBulk }: Call, settings: Settings): Question {
  if (typeof flag !== "string") throw new TypeError(`a flag key must be a string, not ${typeof flag}`);
  const { defaultValue, signal, timeoutMs } = options ?? {};
  if (signal && typeof signal.addEventListener !== "function") throw new TypeError("signal must be an AbortSignal");
  const clean = cleanContext(context);
  // The service has no preflight for several flags.
  const preflight = isBulk ? undefined : cleanPreflight(options, settings.logger);
  const deadline = new Deadline(limitMs(timeoutMs, settings.checkTimeoutMs), signal, preflight);
  return { flag, context: clean, preflight, defaultValue, deadline };
}
