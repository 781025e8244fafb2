import { traitInteger, traitText } from "../derive/traits.ts";
import { badRequest } from "../http/http-error.ts";
import type { CompanyRow, EntityType, UserRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { upsertCompany } from "./companies.ts";
import { type Keys, resolveByKeys, upsertEntity } from "./entities.ts";

interface TraitInput {
  readonly keys: Keys;
  readonly trait: string;
  readonly set?: string | null;
  readonly incr?: number | null;
  readonly update_only?: boolean | null;
}

/** Sets one trait, or adds a whole number to it, of the entity that the keys name; makes the entity unless told not to. */
export function addToTrait(state: State, type: "company", body: unknown): CompanyRow;
export function addToTrait(state: State, type: "user", body: unknown): UserRow;
export function addToTrait(state: State, type: EntityType, body: unknown): UserRow {
  const { keys, trait, set, incr, update_only } = body as TraitInput;
  if ((typeof set === "string") === (typeof incr === "number")) throw badRequest("give either set or incr");
  const known = resolveByKeys(state, type, keys)?.traits[trait];
  const value = typeof set === "string" ? set : traitInteger(traitText(known)) + (incr ?? 0);
  const input = { keys, update_only, traits: { [trait]: value } };
  return type === "company" ? upsertCompany(state, input).row : upsertEntity(state, "user", input).row;
}
