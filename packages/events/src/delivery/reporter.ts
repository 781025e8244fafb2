import {
  asError,
  contain,
  type DeliveryReport,
  describeError,
  type Hooks,
  type Logger,
  unref,
} from "@schematic/api/core";
import { keyOf } from "../record/record-text.ts";

// During an outage or a flood every line says the same.
const LOG_INTERVAL_MS = 60_000;
// Of what is dropped within one stretch of synchronous code; the count is exact beyond it.
const MAX_KEYS = 10_000;

type Lane = DeliveryReport["lane"];

/** What a reporter is made of. */
export interface ReporterOptions {
  readonly logger: Logger;
  readonly hooks: Hooks;
  /** See `steadyClock`. */
  readonly steadyNow: () => number;
  /** There is something to tell the hooks. */
  readonly owing: () => void;
  /** They have been told everything. */
  readonly told: () => void;
}

/**
 * Tells the log and the hooks. A line is written at once, and then at most once a minute with the count of what it left out;
 * hooks hear of drops together, soon after, so that a hook that tracks cannot call itself without end.
 */
export interface Reporter {
  /** Are the hooks still to be told of a drop? */
  readonly isOwing: boolean;
  delivered(lane: Lane, count: number): void;
  /** `texts`: the events, as far as they are at hand. */
  dropped(lane: Lane, reason: string, texts: readonly string[], count?: number): void;
  /** Hands to the hooks what was dropped since the last time. */
  tellDrops(): void;
  /** Something failed that is not, or not yet, the end of any event. */
  failed(what: string, error: unknown): void;
  warn(line: string): void;
}

/** Makes a reporter. */
export function createReporter({ logger, hooks, steadyNow, owing, told }: ReporterOptions): Reporter {
  const lines = new Map<string, { at: number; unsaid: number }>();
  let drops = new Map<string, { lane: Lane; reason: string; count: number; keys: string[] }>();

  /** `detail` differs from time to time and so does not tell lines apart. */
  function write(level: "warn" | "error", text: string, { count = 1, detail = "" } = {}): void {
    const line = lines.get(text) ?? { at: Number.NEGATIVE_INFINITY, unsaid: 0 };
    lines.set(text, line);
    line.unsaid += count;
    if (steadyNow() - line.at < LOG_INTERVAL_MS) return;
    const many = line.unsaid > 1 ? ` (${line.unsaid})` : "";
    line.at = steadyNow();
    line.unsaid = 0;
    // Last, since a logger may track what it is given.
    logger[level](`Schematic events: ${text}${detail}${many}`);
  }

  function call(hook: () => unknown): void {
    contain(hook, (error) => write("error", "a hook failed", { detail: `: ${describeError(error)}` }));
  }

  function tellDrops(): void {
    const untold = drops.values();
    drops = new Map();
    for (const { lane, reason, count, keys } of untold) {
      const report: DeliveryReport = { outcome: "dropped", lane, count, reason };
      call(() => hooks.onEvent?.(lane === "billable" ? { ...report, idempotencyKeys: keys } : report));
    }
    if (drops.size === 0) told();
  }

  return {
    get isOwing() {
      return drops.size > 0;
    },
    delivered: (lane, count) => call(() => hooks.onEvent?.({ outcome: "delivered", lane, count })),
    dropped(lane, reason, texts, count = texts.length) {
      const id = lane + reason;
      const drop = drops.get(id) ?? { lane, reason, count: 0, keys: [] };
      drop.count += count;
      // Keys, not events: those are let go so that a flood of large ones does not gather here.
      if (lane === "billable" && drop.keys.length < MAX_KEYS) drop.keys.push(...texts.map(keyOf));
      if (drops.size === 0) {
        unref(setTimeout(tellDrops, 0));
        owing();
      }
      drops.set(id, drop);
      write(lane === "billable" ? "error" : "warn", `${lane} events dropped: ${reason}`, { count });
    },
    tellDrops,
    failed(what, error) {
      write("warn", what, { detail: `: ${describeError(error)}` });
      call(() => hooks.onError?.(asError(error)));
    },
    warn: (line) => write("warn", line),
  };
}
