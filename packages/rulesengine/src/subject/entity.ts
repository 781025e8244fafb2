import { compileOwnRules, type Rule } from "../evaluate/rule.ts";
import type { UserData } from "../read/shapes.ts";
import type { ComparableType, Operand } from "../values/operand.ts";
import { Row, traitSlots } from "./slots.ts";

/** A trait as conditions see it, named by its definition. */
interface Trait extends Operand {
  readonly name: string;
  readonly type: ComparableType;
}

/** A user, or what a company has in common with one. */
export interface Entity {
  readonly id: string;
  /** The id alone, as conditions take what they look for. */
  readonly ownIds: readonly string[];
  readonly traits: Row<Trait>;
  /** Rules that the entity brings, in order, by the flag that they are for. */
  readonly rules: ReadonlyMap<string, readonly Rule[]>;
}

/** Arranges what was read of a user or company. Traits without a definition are passed over. */
export function arrangeEntity({ id, traits, rules }: Pick<UserData, "id" | "traits" | "rules">): Entity {
  const defined: Trait[] = [];
  for (const { traitDefinition, value } of traits) {
    if (traitDefinition !== null) defined.push(trait(traitDefinition.id, traitDefinition.comparableType, value));
  }
  return { id, ownIds: [id], traits: new Row(traitSlots, defined), rules: compileOwnRules(rules) };
}

// Written out, not spread from `operand`: V8 gives spread objects a form that is slower to read.
function trait(name: string, type: ComparableType, text: string): Trait {
  return { text, strict: undefined, instant: undefined, number: undefined, name, type };
}
