import type { State } from "../state/state.ts";
import type { TableName } from "../state/store.ts";
import { nextDue, settle } from "./due.ts";

/** Real time between looks at the clock while nobody asks for anything. */
const tickMs = 1_000;

const dated: ReadonlySet<TableName> = new Set<TableName>(["grants", "overrides", "subscriptions"]);

/** Does what the clock makes due: before every request, after every change of the clock, and once a second. */
export interface Sweep {
  /** Does what is due, if anything is. */
  run(): void;
  stop(): void;
}

/** A sweep over a state; `onSettled` is called after each time that something was due. */
export function startSweep(state: State, onSettled: () => void): Sweep {
  let due: number | undefined;
  state.store.observe((change) => {
    if (dated.has(change.table)) due = undefined;
  });
  const force = (): void => {
    settle(state);
    due = undefined;
    onSettled();
  };
  const run = (): void => {
    due ??= nextDue(state);
    if (state.clock.now() >= due) force();
  };
  const stopListening = state.clock.onChange(force);
  const tick = setInterval(run, tickMs);
  tick.unref();
  return {
    run,
    stop: () => {
      clearInterval(tick);
      stopListening();
    },
  };
}
