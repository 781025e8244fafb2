import type { DeliveryResult } from "./delivery/watch.ts";

// A program that tracks whenever its process is about to end would otherwise never end.
const MAX_ROUNDS = 3;

// Structural: the types of Node are none of a browser's business.
interface Exiting {
  readonly on?: (event: string, listener: () => void) => unknown;
  readonly off?: (event: string, listener: () => void) => unknown;
}

/** What delivers at the end of the process. */
export interface ExitOptions {
  readonly flush: () => Promise<DeliveryResult>;
  readonly pending: () => number;
  /** Everything is settled, and most likely nothing more comes. */
  readonly done: () => void;
  readonly warn: (line: string) => void;
}

/** The end of the process, as one queue sees it. */
export interface AtExit {
  /** There is something to deliver, or to tell. */
  hold(): void;
  /** There is nothing any more. */
  release(): void;
}

// One listener serves every queue, and is there only while one of them holds.
const holding = new Set<() => void>();

function host(): Exiting | undefined {
  return (globalThis as { readonly process?: Exiting }).process;
}

function onBeforeExit(): void {
  for (const deliver of [...holding]) deliver();
}

/** Delivers when the process has nothing else left to do, on platforms that tell. */
export function createAtExit({ flush, pending, done, warn }: ExitOptions): AtExit {
  let rounds = 0;

  function release(): void {
    if (holding.delete(deliver) && holding.size === 0) host()?.off?.("beforeExit", onBeforeExit);
  }

  function deliver(): void {
    if (++rounds > MAX_ROUNDS) return;
    void flush().then((result) => {
      // All delivered, but more came in meanwhile: that has a round of its own.
      if (result.pending === 0 && pending() > 0) return;
      if (result.pending > 0) warn(`the process ends with ${result.pending} events undelivered`);
      else done();
      release();
    });
  }

  return {
    hold() {
      if (rounds >= MAX_ROUNDS || holding.has(deliver)) return;
      if (holding.size === 0) host()?.on?.("beforeExit", onBeforeExit);
      holding.add(deliver);
    },
    release,
  };
}
