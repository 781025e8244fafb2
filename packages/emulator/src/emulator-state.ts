import { applySeed } from "./seed/apply.ts";
import { exportSeed } from "./seed/export.ts";
import type { Seed } from "./seed/seed.ts";
import { clearState } from "./state/reset.ts";
import type { State } from "./state/state.ts";
import type { TableName, Tables } from "./state/store.ts";

/** What an emulator holds. */
export interface EmulatorState {
  /** The rows of a table, in the spelling of the wire, oldest first. */
  rows<N extends TableName>(table: N): Tables[N][];
  /** Adds what a seed describes. Throws a SeedError when it does not fit. */
  seed(seed: Seed): void;
  /** The current state as a seed. */
  exportSeed(): Seed;
  /** Empties the state, then applies the seed given, or else the one of the start. */
  reset(seed?: Seed): void;
}

/** The state as an emulator's user sees it. */
export function stateOf(state: State, startSeed: Seed | undefined): EmulatorState {
  return {
    rows: (table) => [...state.store.table(table).values()],
    seed: (seed) => applySeed(state, seed),
    exportSeed: () => exportSeed(state),
    reset: (seed = startSeed ?? {}) => applySeed(state, seed, () => clearState(state)),
  };
}
