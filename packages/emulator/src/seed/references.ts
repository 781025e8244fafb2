import { traitDefinition } from "../operations/definitions.ts";
import type { TraitDefinitionRow, TraitType } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import type { TableName } from "../state/store.ts";

/** A seed that refers to something that is not there, or says something twice. */
export class SeedError extends Error {
  /** Where in the seed: member names and list places. */
  readonly path: SeedPath;
  /** The other place in the seed that it is about. */
  readonly other: SeedPath | undefined;

  constructor(path: SeedPath, problem: string, other?: SeedPath) {
    super(`${path.join(".") || "seed"}: ${problem}`);
    this.name = "SeedError";
    this.path = path;
    this.other = other;
  }
}

export type SeedPath = readonly (string | number)[];
export type SeedTable = TableName & ("features" | "plans" | "credits" | "companies" | "users" | "flags");

const singular = (table: string): string => table.replace(/ies$/, "y").replace(/s$/, "");

/** Throws a SeedError when something has the id already that a seed chooses. */
export function assertFree(state: State, table: SeedTable, id: string | undefined, path: SeedPath): void {
  if (id !== undefined && state.store.get(table, id))
    throw new SeedError([...path, "id"], `there is a ${singular(table)} with this id already`);
}

/** The id of the row that a seed refers to by id or name. Throws a SeedError if there is none, or more than one. */
export function resolve(state: State, table: SeedTable, reference: string, path: SeedPath): string {
  if (state.store.get(table, reference)) return reference;
  const named = [...state.store.table(table).values()].filter((row) => row.name === reference);
  const name = JSON.stringify(reference);
  if (named.length > 1)
    throw new SeedError(path, `there are ${named.length} ${table} called ${name}: name one by its id`);
  const [row] = named;
  if (!row) throw new SeedError(path, `there is no ${singular(table)} ${name}`);
  return row.id;
}

/** The definition of a trait that a seed names, `user.` before a user's; made if it is new. */
export function resolveTrait(state: State, name: string, type: TraitType): TraitDefinitionRow {
  const user = name.startsWith("user.");
  const hierarchy = (user ? name.slice("user.".length) : name).split(".");
  return traitDefinition(state, user ? "user" : "company", { hierarchy, type });
}
