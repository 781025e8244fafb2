import { contain, describeError, type Hooks, type Logger, type SourceStatus } from "@schematic/api/core";

/** Keeps the status of a source, tells the hooks of changes and wakes those who wait for it to be ready. */
export class StatusBoard {
  readonly #hooks: Hooks;
  readonly #logger: Logger;
  readonly #waiting = new Set<() => void>();
  #status: SourceStatus = { ready: false, detail: "not started" };

  constructor(hooks: Hooks, logger: Logger) {
    this.#hooks = hooks;
    this.#logger = logger;
  }

  get status(): SourceStatus {
    return this.#status;
  }

  set(ready: boolean, detail: string): void {
    if (this.#status.ready === ready && this.#status.detail === detail) return;
    this.#status = { ready, detail };
    this.#observe(() => this.#hooks.onStatus?.(this.#status));
    if (!ready) return;
    for (const wake of [...this.#waiting]) wake();
  }

  /** Tells the hooks of a failure that no caller is told of. */
  fail(error: Error): void {
    this.#observe(() => this.#hooks.onError?.(error));
  }

  /** Resolves when the source is ready or the signal fires. */
  whenReady(signal: AbortSignal): Promise<SourceStatus> {
    return new Promise((resolve) => {
      const settle = () => {
        this.#waiting.delete(settle);
        signal.removeEventListener("abort", settle);
        resolve(this.#status);
      };
      this.#waiting.add(settle);
      signal.addEventListener("abort", settle, { once: true });
      if (this.#status.ready || signal.aborted) settle();
    });
  }

  /** Lets everybody who waits go on. */
  release(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  #observe(call: () => unknown): void {
    contain(call, (error) => this.#logger.warn("datastream: a hook threw", describeError(error)));
  }
}
