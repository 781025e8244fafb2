import { definitionName, traitLeaves } from "../derive/traits.ts";
import type { EntityType, KeyDefinitionRow, TraitDefinitionRow, TraitType } from "../state/rows.ts";
import type { State } from "../state/state.ts";

/** The definition of a key name, if any entity has used the name. */
export function findKeyDefinition(state: State, entityType: EntityType, key: string): KeyDefinitionRow | undefined {
  for (const row of state.store.table("key_definitions").values())
    if (row.entity_type === entityType && row.key === key) return row;
  return undefined;
}

function guessType(value: unknown): TraitType {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return "number";
  if (typeof value !== "string") return "string";
  if (/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)/.test(value) && !Number.isNaN(Date.parse(value))) return "date";
  return /^https?:\/\//.test(value) ? "url" : "string";
}

/** The definition of a trait, made when the trait is first used; `type` says how it compares. */
export function traitDefinition(
  state: State,
  entityType: EntityType,
  trait: {
    readonly hierarchy: readonly string[];
    readonly type: TraitType;
    readonly displayName?: string | null | undefined;
  },
): TraitDefinitionRow {
  const known = state.definitionByName.get(definitionName(entityType, trait.hierarchy))[0];
  return (
    known ??
    state.store.put("trait_definitions", {
      ...state.fresh("trt"),
      entity_type: entityType,
      hierarchy: trait.hierarchy,
      display_name: trait.displayName ?? trait.hierarchy.join("."),
      trait_type: trait.type,
    })
  );
}

/** Makes the definitions that an entity's keys and traits need. */
export function defineAll(
  state: State,
  entityType: EntityType,
  entity: { keys: Readonly<Record<string, string>>; traits: Readonly<Record<string, unknown>> },
): void {
  for (const key of Object.keys(entity.keys))
    if (!findKeyDefinition(state, entityType, key))
      state.store.put("key_definitions", { ...state.fresh("ekdf"), entity_type: entityType, key });
  for (const [hierarchy, value] of traitLeaves(entity.traits))
    traitDefinition(state, entityType, { hierarchy, type: guessType(value) });
}
