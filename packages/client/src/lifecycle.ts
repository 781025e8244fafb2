import { describeError, type FlagSource, type SourceStatus } from "@schematic/api/core";

interface Limit<T> {
  readonly timeoutMs: number;
  /** What is answered when the time is over or the work fails, by why. */
  readonly otherwise: (why: string) => T;
}

/** What `work` resolves to, in time whatever it does. */
async function inTime<T>(work: (signal: AbortSignal) => Promise<T>, { timeoutMs, otherwise }: Limit<T>): Promise<T> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<T>((resolve) => {
    const giveUp = () => resolve(otherwise(`not ready within ${timeoutMs} ms`));
    timer = setTimeout(() => {
      controller.abort();
      // Well-behaved work hears the signal and says more than that.
      setTimeout(giveUp, 0);
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(controller.signal), late]);
  } catch (error) {
    return otherwise(describeError(error));
  } finally {
    clearTimeout(timer);
  }
}

/** Starts a source and says what came of it. */
export function readySource(source: FlagSource | undefined, timeoutMs: number): Promise<SourceStatus> {
  const otherwise = (detail: string) => ({ ready: false, detail });
  return source === undefined
    ? Promise.resolve({ ready: true, detail: "there is nothing to start" })
    : inTime((signal) => source.ready(signal), { timeoutMs, otherwise });
}

/** Closes a source. There is nothing left to be done for one that cannot even close. */
export async function closeSource(source: FlagSource | undefined, timeoutMs: number): Promise<void> {
  if (source) await inTime(() => source.close(), { timeoutMs, otherwise: () => undefined });
}
