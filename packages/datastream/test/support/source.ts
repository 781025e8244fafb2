import type { CheckContext, FlagCheck, FlagSource, Logger, Preflight, SourceStatus } from "@schematic/api/core";
import { type DatastreamOptions, datastream } from "../../src/index.ts";

/** A logger that keeps its lines. */
function recordingLogger() {
  const lines: string[] = [];
  const write =
    (level: string) =>
    (message: string, ...details: unknown[]) => {
      lines.push([level, message, ...details].join(" "));
    };
  const logger: Logger = { error: write("error"), warn: write("warn"), info: write("info"), debug: write("debug") };
  return { logger, lines };
}

/** A source under test, its log and its statuses. */
export interface Probe {
  readonly source: FlagSource;
  readonly lines: string[];
  readonly statuses: SourceStatus[];
  readonly errors: Error[];
  check(
    flag: string,
    context?: CheckContext,
    options?: Preflight & { timeoutMs?: number },
  ): Promise<FlagCheck | undefined>;
  ready(timeoutMs?: number): Promise<SourceStatus>;
}

const open: FlagSource[] = [];

/** A source that works alone against a server. */
export function probe(baseUrl: string, options: DatastreamOptions = {}): Probe {
  const { logger, lines } = recordingLogger();
  const statuses: SourceStatus[] = [];
  const errors: Error[] = [];
  const hooks = {
    onStatus: (status: SourceStatus) => statuses.push(status),
    onError: (error: Error) => errors.push(error),
  };
  const source = datastream({ apiKey: "key_1", baseUrl, logger, hooks, ...options });
  open.push(source);
  return {
    source,
    lines,
    statuses,
    errors,
    check: (flag, context = {}, { timeoutMs = 5_000, ...preflight } = {}) =>
      source.check(flag, context, { signal: AbortSignal.timeout(timeoutMs), ...preflight }),
    ready: (timeoutMs = 5_000) => source.ready(AbortSignal.timeout(timeoutMs)),
  };
}

/** Closes every source that a test made. */
export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((source) => source.close()));
}

/** Resolves as soon as `condition` holds; rejects when it does not within `timeoutMs`. */
export async function until(condition: () => boolean, timeoutMs = 10_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`still not so after ${timeoutMs} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
