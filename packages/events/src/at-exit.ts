type Deliver = () => void;

// Structural: the types of Node are none of a browser's business.
interface Exiting {
  readonly on?: (event: string, listener: () => void) => unknown;
  readonly off?: (event: string, listener: () => void) => unknown;
}

const waiting = new Set<Deliver>();

function host(): Exiting | undefined {
  return (globalThis as { readonly process?: Exiting }).process;
}

function onBeforeExit(): void {
  for (const deliver of [...waiting]) deliver();
}

/** Calls `deliver` when the process has nothing else left to do. One listener serves every queue. */
export function deliverAtExit(deliver: Deliver): void {
  if (waiting.has(deliver)) return;
  if (waiting.size === 0) host()?.on?.("beforeExit", onBeforeExit);
  waiting.add(deliver);
}

/** Takes `deliverAtExit` back; the listener goes with the last. */
export function forgetAtExit(deliver: Deliver): void {
  if (waiting.delete(deliver) && waiting.size === 0) host()?.off?.("beforeExit", onBeforeExit);
}
