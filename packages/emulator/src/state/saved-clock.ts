import { lastInstant } from "../clock.ts";
import type { State } from "./state.ts";

const id = "clock";

interface SavedClock {
  readonly at: number;
  readonly real: number;
  readonly frozen: boolean;
}

/** Sets the clock to where it was left: as far from real time as then, or standing where it stood. */
export function restoreClock(state: State): void {
  const saved = state.store.get("meta", id)?.value as SavedClock | undefined;
  if (!saved) return;
  if (saved.frozen) state.clock.freeze();
  else state.clock.resume();
  const at = saved.frozen ? saved.at : Date.now() + saved.at - saved.real;
  state.clock.set(Math.min(Math.max(at, 0), lastInstant));
}

/** Remembers every change of the clock. */
export function saveClock(state: State): void {
  state.clock.onChange(() => {
    const value: SavedClock = { at: state.clock.now(), real: Date.now(), frozen: state.clock.frozen };
    state.store.transaction(() => state.store.put("meta", { id, value, created_at: "", updated_at: "" }));
  });
}
