import type { State } from "./state.ts";
import { tableNames } from "./store.ts";

/** Deletes everything but the API keys and what the emulator keeps for itself. */
export function clearState(state: State): void {
  state.store.transaction(() => {
    for (const name of tableNames) {
      if (name === "api_keys" || name === "meta") continue;
      for (const id of [...state.store.table(name).keys()]) state.store.delete(name, id);
    }
  });
}
