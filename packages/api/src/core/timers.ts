import { AbortError } from "./failure-error.ts";

/** How to sleep. */
export interface SleepOptions {
  /** Ends the sleep: the promise then rejects with `AbortError` at once. */
  readonly signal?: AbortSignal | undefined;
  /** Background work: do not keep the process alive for it. Default false. */
  readonly unref?: boolean | undefined;
}

/** Lets the process end although the timer is pending, where the platform can tell. */
export function unref(timer: unknown): void {
  if (typeof timer !== "object" || timer === null || !("unref" in timer)) return;
  if (typeof timer.unref === "function") timer.unref();
}

/** Resolves after `ms` milliseconds; rejects with `AbortError` as soon as the signal fires. */
export function sleep(ms: number, { signal, unref: background }: SleepOptions = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new AbortError("The wait was aborted", { cause: signal?.reason }));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (background) unref(timer);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
