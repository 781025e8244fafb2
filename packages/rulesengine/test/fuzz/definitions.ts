import { IDS } from "./names.ts";
import type { Random } from "./random.ts";
import { aTraitText } from "./scalars.ts";
import { spell, spellName } from "./spell.ts";

const COMPARABLE_TYPES = ["bool", "date", "int", "string"];

/** The traits that most companies and users have. */
export const USUAL_IDS = ["a", "b", "c", "d"];

// What a definition usually is, so that both sides of a comparison often have the same type.
const USUAL_TYPES = new Map([
  ["a", "date"],
  ["b", "int"],
  ["c", "string"],
  ["d", "bool"],
]);

/** A definition of traits. */
export interface Defined {
  readonly definition: unknown;
  /** A value that mostly suits it. */
  readonly value: string;
}

/** A definition, and a value beside it; of any trait, or of one. */
export function defined(random: Random, id = random.pick(IDS)): Defined {
  const type = random.chance(0.8) ? (USUAL_TYPES.get(id) ?? "string") : random.pick(COMPARABLE_TYPES);
  const definition = spell(random, {
    id,
    comparable_type: spellName(random, type),
    entity_type: spellName(random, random.pick(["user", "company", "company"])),
  });
  return { definition, value: aTraitText(random, type) };
}
