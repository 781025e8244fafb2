import type { Store, TableName, Tables } from "./store.ts";

/** Rows of a table by something that they name, for example companies by key; kept up to date with the store. */
export interface RowIndex<N extends TableName> {
  /** Rows under a name, oldest first. */
  get(name: string): Tables[N][];
}

/** Indexes a table by the names that `namesOf` gives for a row. */
export function indexBy<N extends TableName>(
  store: Store,
  table: N,
  namesOf: (row: Tables[N]) => readonly string[],
): RowIndex<N> {
  const ids = new Map<string, Set<string>>();
  store.observe((change) => {
    if (change.table !== table) return;
    for (const name of change.before ? namesOf(change.before as Tables[N]) : []) {
      const set = ids.get(name);
      set?.delete(change.id);
      if (set?.size === 0) ids.delete(name);
    }
    for (const name of change.after ? namesOf(change.after as Tables[N]) : []) {
      const set = ids.get(name);
      if (set) set.add(change.id);
      else ids.set(name, new Set([change.id]));
    }
  });
  return {
    get: (name) => [...(ids.get(name) ?? [])].flatMap((id) => store.get(table, id) ?? []),
  };
}
