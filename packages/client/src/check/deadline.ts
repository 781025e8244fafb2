import { AbortError, contain, type Preflight, type SourceCheckOptions, TimeoutError } from "@schematic/api/core";

// Its reactions run after those of promises that are settled too; `queueMicrotask` costs several times as much in Node.
const SETTLED = Promise.resolve();

// Structural: the types of Node are none of a browser's business.
interface Host {
  readonly getBuiltinModule?: (name: "node:events") => {
    readonly setMaxListeners: (count: number, target: AbortSignal) => void;
  };
}

/** Many checks, and many flags of one check, may wait for one signal: Node takes more than ten listeners for a leak unless it is told. */
function expectMany(signal: AbortSignal): void {
  const { process } = globalThis as { readonly process?: Host };
  contain(() => process?.getBuiltinModule?.("node:events").setMaxListeners(0, signal));
}

/**
 * The time of one check, handed to the local source as its options. The timer starts when something first has to wait,
 * so that a check answered at once pays for none.
 */
export class Deadline implements SourceCheckOptions {
  readonly usage: Preflight["usage"];
  readonly eventUsage: Preflight["eventUsage"];
  readonly creditCost: Preflight["creditCost"];
  readonly timeoutMs: number;
  readonly #outer: AbortSignal | undefined;
  #controller: AbortController | undefined;
  #release: (() => void) | undefined;

  constructor(timeoutMs: number, outer?: AbortSignal, preflight?: Preflight) {
    this.timeoutMs = timeoutMs;
    this.#outer = outer;
    this.usage = preflight?.usage;
    this.eventUsage = preflight?.eventUsage;
    this.creditCost = preflight?.creditCost;
  }

  /** Fires when the time is over or the caller gave up. */
  get signal(): AbortSignal {
    return (this.#controller ?? this.#start()).signal;
  }

  /**
   * What `promise` resolves to, or `failed` makes of its failure. Fails when the time is over first, and then forgets the promise.
   * One that is settled costs no timer.
   */
  within<T>(promise: Promise<T>, failed?: (error: unknown) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let isOpen = true;
      const fail = (error: unknown) => (failed ? resolve(failed(error)) : reject(error));
      const over = () => fail(this.signal.reason);
      const settling =
        <V>(settle: (value: V) => void) =>
        (value: V) => {
          isOpen = false;
          this.#controller?.signal.removeEventListener("abort", over);
          settle(value);
        };
      // A source of the user's own may answer with something that is no promise.
      Promise.resolve(promise).then(settling(resolve), settling(fail));
      SETTLED.then(() => {
        if (!isOpen) return;
        if (this.signal.aborted) over();
        this.signal.addEventListener("abort", over, { once: true });
      }).catch(fail);
    });
  }

  /** Must be called when the check is answered. */
  end(): void {
    this.#release?.();
  }

  #start(): AbortController {
    const controller = new AbortController();
    this.#controller = controller;
    expectMany(controller.signal);
    const timedOut = () => controller.abort(new TimeoutError(`No answer within ${this.timeoutMs} ms`));
    const stop = () => controller.abort(new AbortError("The check was aborted"));
    const outer = this.#outer;
    const timer = setTimeout(timedOut, this.timeoutMs);
    this.#release = () => {
      clearTimeout(timer);
      contain(() => outer?.removeEventListener("abort", stop));
    };
    if (outer) expectMany(outer);
    if (outer?.aborted) stop();
    else if (this.timeoutMs <= 0) timedOut();
    outer?.addEventListener("abort", stop, { once: true });
    return controller;
  }
}
