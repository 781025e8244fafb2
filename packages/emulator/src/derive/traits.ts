import type { EntityRow, EntityType, TraitDefinitionRow, TraitType } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import type { WireTrait, WireTraitDefinition } from "./wire.ts";

/** A trait as the service stores it: text. Lists and the like become JSON. */
export function traitText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The leaves of a traits object with the path to each: nested objects are traits of their own. */
export function traitLeaves(
  traits: Readonly<Record<string, unknown>>,
  path: readonly string[] = [],
): [string[], unknown][] {
  return Object.entries(traits).flatMap(([name, value]): [string[], unknown][] =>
    isPlainObject(value) && Object.keys(value).length > 0
      ? traitLeaves(value, [...path, name])
      : [[[...path, name], value]],
  );
}

/** The id of the definition of a trait: the same for every entity of that type. */
export function definitionName(entityType: EntityType, hierarchy: readonly string[]): string {
  return JSON.stringify([entityType, ...hierarchy]);
}

const comparable: Readonly<Record<TraitType, WireTraitDefinition["comparable_type"]>> = {
  boolean: "bool",
  currency: "int",
  date: "date",
  number: "int",
  string: "string",
  url: "string",
};

/** A trait definition as the engine reads it. */
export function wireDefinition(row: TraitDefinitionRow): WireTraitDefinition {
  return { id: row.id, comparable_type: comparable[row.trait_type], entity_type: row.entity_type };
}

/** An entity's traits as the engine reads them. */
export function wireTraits(state: State, entityType: EntityType, entity: EntityRow): WireTrait[] {
  return traitLeaves(entity.traits).flatMap(([hierarchy, value]) => {
    const definition = state.definitionByName.get(definitionName(entityType, hierarchy))[0];
    return definition ? [{ value: traitText(value), trait_definition: wireDefinition(definition) }] : [];
  });
}

/** The text of one trait of an entity, by the id of its definition. */
export function traitValueOf(state: State, entityType: EntityType, entity: EntityRow, definitionId: string): string {
  const trait = wireTraits(state, entityType, entity).find(
    (candidate) => candidate.trait_definition.id === definitionId,
  );
  return trait?.value ?? "";
}

/** A trait read as a whole number the way the engine does; 0 for anything else. */
export function traitInteger(text: string): number {
  return /^[+-]?\d+$/.test(text) ? Number(text) : 0;
}
