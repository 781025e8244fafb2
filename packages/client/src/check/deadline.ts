import { AbortError, type Preflight, type SourceCheckOptions, TimeoutError } from "@schematic/api/core";

const PENDING_MARK = Symbol("pending");
const PENDING = Promise.resolve(PENDING_MARK);

/** The longest delay that timers take. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** A check's time limit in milliseconds; `fallback` for what is none, since checks do not throw. */
export function limitMs(timeoutMs: number | undefined, fallback: number): number {
  return typeof timeoutMs === "number" && timeoutMs >= 0 ? Math.min(timeoutMs, MAX_TIMEOUT_MS) : fallback;
}

/**
 * The time of one check, handed to the local source as its options. The timer starts when something first has to wait,
 * so that a check answered at once pays for none.
 */
export class Deadline implements SourceCheckOptions {
  readonly usage: Preflight["usage"];
  readonly eventUsage: Preflight["eventUsage"];
  readonly creditCost: Preflight["creditCost"];
  readonly #timeoutMs: number;
  readonly #outer: AbortSignal | undefined;
  readonly #startedAt = performance.now();
  readonly #stop = () => this.#controller?.abort(new AbortError("The check was given up by its caller"));
  #controller: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(timeoutMs: number, signal?: AbortSignal, preflight: Preflight = {}) {
    this.#timeoutMs = timeoutMs;
    this.#outer = signal;
    this.usage = preflight.usage;
    this.eventUsage = preflight.eventUsage;
    this.creditCost = preflight.creditCost;
  }

  /** Fires when the time is over or the caller gave up. */
  get signal(): AbortSignal {
    return (this.#controller ?? this.#start()).signal;
  }

  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  /** What `promise` resolves to; rejects when the time is over first, and then forgets the promise. */
  within<T>(promise: Promise<T>): Promise<T> {
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const over = () => reject(signal.reason);
      if (signal.aborted) over();
      signal.addEventListener("abort", over, { once: true });
      promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", over));
    });
  }

  /** As `within`, but a promise that is settled already costs no timer. */
  async soon<T>(promise: Promise<T>): Promise<T> {
    const first = await Promise.race([promise, PENDING]);
    return first === PENDING_MARK ? this.within(promise) : (first as T);
  }

  /** Must be called when the check is answered. */
  end(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#stop);
  }

  #start(): AbortController {
    const controller = new AbortController();
    this.#controller = controller;
    const timedOut = () => controller.abort(new TimeoutError(`No answer within ${this.#timeoutMs} ms`));
    const leftMs = this.#startedAt + this.#timeoutMs - performance.now();
    if (this.#outer?.aborted) this.#stop();
    else if (leftMs <= 0) timedOut();
    else this.#timer = setTimeout(timedOut, leftMs);
    this.#outer?.addEventListener("abort", this.#stop, { once: true });
    return controller;
  }
}
