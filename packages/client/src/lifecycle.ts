import { describeError, type FlagSource, limitMs, type SourceStatus } from "@schematic/api/core";
import type { FlushOptions } from "@schematic/events";

const DEFAULT_TIMEOUT_MS = 5_000;

/** The time limit; the default for anything that is none, since `ready`, `flush` and `close` do not throw. */
export function timeoutOf(options: FlushOptions | undefined): number {
  return limitMs(options?.timeoutMs, DEFAULT_TIMEOUT_MS);
}

/** Starts a source and says what came of it, in time whatever the source does. */
export async function readySource(
  source: FlagSource | undefined,
  { isOffline, timeoutMs }: { isOffline: boolean; timeoutMs: number },
): Promise<SourceStatus> {
  if (source === undefined)
    return { ready: true, detail: isOffline ? "offline: checks answer with defaults" : "checks ask the API" };
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  const late = new Promise<SourceStatus>((resolve) => {
    const status = { ready: false, detail: `not ready within ${timeoutMs} ms` };
    // A well-behaved source hears the signal and says more than that.
    controller.signal.addEventListener("abort", () => setTimeout(resolve, 0, status), { once: true });
  });
  try {
    return await Promise.race([source.ready(controller.signal), late]);
  } catch (error) {
    return { ready: false, detail: describeError(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** Closes a source, and stops waiting when the time is over or it fails. */
export async function closeSource(source: FlagSource | undefined, timeoutMs: number): Promise<void> {
  if (source === undefined) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  try {
    await Promise.race([source.close(), late]);
  } catch {
    // There is nothing left to be done for a source that cannot even close.
  } finally {
    clearTimeout(timer);
  }
}
