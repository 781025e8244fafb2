import { traitDefinition } from "../operations/definitions.ts";
import type { TraitDefinitionRow, TraitType } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import type { TableName } from "../state/store.ts";

/** A seed that refers to something that is not there, or says something twice. */
export class SeedError extends Error {
  /** Where in the seed: member names and list places. */
  readonly path: readonly (string | number)[];

  constructor(path: readonly (string | number)[], problem: string) {
    super(`${path.join(".") || "seed"}: ${problem}`);
    this.name = "SeedError";
    this.path = path;
  }
}

export type SeedPath = readonly (string | number)[];

/** The id of the row that a seed refers to by id or name. Throws a SeedError if there is none. */
export function resolve(
  state: State,
  table: TableName & ("features" | "plans" | "credits" | "companies" | "users"),
  reference: string,
  path: SeedPath,
): string {
  if (state.store.get(table, reference)) return reference;
  for (const row of state.store.table(table).values()) if ((row as { name: string }).name === reference) return row.id;
  throw new SeedError(path, `there is no ${table.replace(/ies$/, "y").replace(/s$/, "")} ${JSON.stringify(reference)}`);
}

/** The definition of a trait that a seed names, `user.` before a user's; made if it is new. */
export function resolveTrait(state: State, name: string, type: TraitType): TraitDefinitionRow {
  const user = name.startsWith("user.");
  const hierarchy = (user ? name.slice("user.".length) : name).split(".");
  return traitDefinition(state, user ? "user" : "company", { hierarchy, type });
}
