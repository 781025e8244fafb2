import { compileOwnRules } from "../compile/rule.ts";
import type { UserData } from "../read/shapes.ts";
import { arrangeTraits, type Entity } from "./company.ts";

/** Arranges what was read of a user. */
export function arrangeUser(data: UserData): Entity {
  return { id: data.id, traits: arrangeTraits(data.traits), rules: compileOwnRules(data.rules) };
}
