import { type DeliveryReport, describeError, type Hooks, type Logger, unref } from "@schematic/api/core";

// During an outage or a flood every line says the same.
const LOG_INTERVAL_MS = 60_000;

type Lane = DeliveryReport["lane"];

interface Drops {
  readonly lane: Lane;
  readonly reason: string;
  count: number;
  readonly keys: string[];
}

interface Line {
  at: number;
  unsaid: number;
}

/** What a reporter is made of. */
export interface ReporterOptions {
  readonly logger: Logger;
  readonly hooks: Hooks;
  readonly now: () => number;
}

/**
 * Tells the log and the hooks. A line is written at once, and then at most once a minute with the count of what it left out;
 * hooks hear of drops together, soon after, so that a hook that tracks cannot call itself without end.
 */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #lines = new Map<string, Line>();
  #drops = new Map<string, Drops>();

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  delivered(lane: Lane, count: number): void {
    this.#call(() => this.#options.hooks.onEvents?.({ outcome: "delivered", lane, count }));
  }

  dropped(
    lane: Lane,
    reason: string,
    { count, keys }: { readonly count: number; readonly keys: readonly string[] },
  ): void {
    const id = `${lane}: ${reason}`;
    const drops = this.#drops.get(id) ?? { lane, reason, count: 0, keys: [] };
    drops.count += count;
    drops.keys.push(...keys);
    if (this.#drops.size === 0) unref(setTimeout(() => this.tellDrops(), 0));
    this.#drops.set(id, drops);
    this.#write(lane === "billable" ? "error" : "warn", `${lane} events dropped: ${reason}`, count);
  }

  /** Hands to the hooks what was dropped since the last time. */
  tellDrops(): void {
    const drops = this.#drops;
    this.#drops = new Map();
    for (const { lane, reason, count, keys } of drops.values()) {
      const report: DeliveryReport = { outcome: "dropped", lane, count, reason };
      this.#call(() =>
        this.#options.hooks.onEvents?.(lane === "billable" ? { ...report, idempotencyKeys: keys } : report),
      );
    }
  }

  /** Something failed that is not, or not yet, the end of any event. */
  failed(what: string, error: unknown): void {
    this.#write("warn", what, 1, `: ${describeError(error)}`);
    const reported = error instanceof Error ? error : new Error(`${what}: ${describeError(error)}`);
    this.#call(() => this.#options.hooks.onError?.(reported));
  }

  warn(line: string): void {
    this.#write("warn", line, 1);
  }

  /** `detail` differs from time to time and so does not tell lines apart. */
  #write(level: "warn" | "error", text: string, count: number, detail = ""): void {
    const now = this.#options.now();
    const line = this.#lines.get(text) ?? { at: Number.NEGATIVE_INFINITY, unsaid: 0 };
    this.#lines.set(text, line);
    line.unsaid += count;
    if (now - line.at < LOG_INTERVAL_MS) return;
    this.#options.logger[level](`Schematic events: ${text}${detail}${line.unsaid > 1 ? ` (${line.unsaid})` : ""}`);
    line.at = now;
    line.unsaid = 0;
  }

  #call(hook: () => unknown): void {
    const failed = (error: unknown) => this.#write("error", "a hook failed", 1, `: ${describeError(error)}`);
    try {
      const result = hook();
      if (result instanceof Promise) result.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}
