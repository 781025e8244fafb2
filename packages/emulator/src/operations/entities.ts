import { badRequest, HttpError, notFound } from "../http/http-error.ts";
import type { CompanyRow, EntityRow, EntityType, UserRow } from "../state/rows.ts";
import { keyName, type State } from "../state/state.ts";
import { defineAll } from "./definitions.ts";

export type Keys = Readonly<Record<string, string>>;

/** What an upsert says of a company or user. */
export interface EntityInput {
  readonly keys: Keys;
  readonly id?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly traits?: Readonly<Record<string, unknown>> | null | undefined;
  readonly last_seen_at?: string | null | undefined;
  readonly remove_keys?: readonly string[] | null | undefined;
  readonly update_only?: boolean | null | undefined;
  readonly prevent_key_remap?: boolean | null | undefined;
  /** The id of an entity that has to be made; seeds choose theirs. */
  readonly new_id?: string | undefined;
}

interface Found {
  readonly company: CompanyRow;
  readonly user: UserRow;
}

function rowsByKey<T extends EntityType>(state: State, type: T, key: string, value: string): Found[T][] {
  const name = keyName(key, value);
  const rows = type === "company" ? state.companiesByKey.get(name) : state.usersByKey.get(name);
  return rows as Found[T][];
}

/** The first entity that any of the keys names, in the order given; else the one whose id is among the values. Case does not matter. */
export function findByKeys<T extends EntityType>(
  state: State,
  type: T,
  keys: Keys | null | undefined,
): Found[T] | undefined {
  for (const [key, value] of Object.entries(keys ?? {})) {
    const row = rowsByKey(state, type, key, value)[0];
    if (row) return row;
  }
  const table = state.store.table(type === "company" ? "companies" : "users");
  const id = Object.values(keys ?? {}).find((value) => table.has(value));
  return id === undefined ? undefined : (table.get(id) as Found[T]);
}

/** The one entity that the keys name. Throws 400 when they name several. */
export function resolveByKeys<T extends EntityType>(state: State, type: T, keys: Keys): Found[T] | undefined {
  const found = new Map<string, Found[T]>();
  for (const [key, value] of Object.entries(keys))
    for (const row of rowsByKey(state, type, key, value)) found.set(row.id, row);
  if (found.size > 1) throw badRequest(`keys match more than one ${type}`);
  return [...found.values()][0];
}

/** A key that is known under its name in other letters keeps the name, as the service ignores case in it. */
function mergeKeys(type: EntityType, existing: EntityRow | undefined, input: EntityInput): Record<string, string> {
  const keys = new Map(Object.entries(existing?.keys ?? {}));
  const names = new Map([...keys.keys()].map((name) => [name.toLowerCase(), name]));
  for (const [given, value] of Object.entries(input.keys)) {
    const key = names.get(given.toLowerCase()) ?? given;
    const old = keys.get(key);
    if (input.prevent_key_remap && old !== undefined && old !== value)
      throw badRequest(`key ${key} of this ${type} already has another value`);
    keys.set(key, value);
  }
  for (const key of input.remove_keys ?? []) keys.delete(key);
  if (keys.size === 0) throw badRequest(`a ${type} must have at least one key`);
  return Object.fromEntries(keys);
}

function mergeTraits(old: EntityRow["traits"] | undefined, update: EntityInput["traits"]): Record<string, unknown> {
  const merged: Record<string, unknown> = Object.create(null);
  const entries = [...Object.entries(old ?? {}), ...Object.entries(update ?? {})];
  for (const [name, value] of entries) {
    if (value === null) delete merged[name];
    else merged[name] = value;
  }
  return { ...merged };
}

function findForUpsert<T extends EntityType>(state: State, type: T, input: EntityInput): Found[T] | undefined {
  const byKeys = resolveByKeys(state, type, input.keys);
  if (!input.id) return byKeys;
  const byId = state.store.get(type === "company" ? "companies" : "users", input.id) as Found[T] | undefined;
  if (!byId) throw notFound(type);
  if (byKeys && byKeys.id !== byId.id) throw badRequest(`keys match more than one ${type}`);
  return byId;
}

/** Finds the entity that the keys name and updates it, or makes it. Throws 400 or 404 as the service does. */
export function upsertEntity(state: State, type: "company", input: EntityInput): { row: CompanyRow; created: boolean };
export function upsertEntity(state: State, type: "user", input: EntityInput): { row: UserRow; created: boolean };
export function upsertEntity(state: State, type: EntityType, input: EntityInput): { row: EntityRow; created: boolean } {
  const existing = findForUpsert(state, type, input);
  if (!existing && input.update_only) throw notFound(type);
  const merged = {
    keys: mergeKeys(type, existing, input),
    traits: mergeTraits(existing?.traits, input.traits),
    name: input.name ?? existing?.name ?? Object.values(input.keys)[0] ?? "",
    last_seen_at: input.last_seen_at ?? existing?.last_seen_at ?? null,
  };
  defineAll(state, type, merged);
  const base = existing
    ? { ...existing, updated_at: state.clock.iso() }
    : { ...state.fresh(type === "company" ? "comp" : "user"), ...(input.new_id !== undefined && { id: input.new_id }) };
  if (type === "user") return { row: state.store.put("users", { ...base, ...merged }), created: !existing };
  const plans = { plan_id: null, plan_added_at: null, add_ons: [] };
  return { row: state.store.put("companies", { ...plans, ...base, ...merged }), created: !existing };
}

/** As `upsertEntity`, but the entity must be new. */
export function assertNew(state: State, type: EntityType, keys: Keys): void {
  if (resolveByKeys(state, type, keys)) throw new HttpError(400, `a ${type} with these keys already exists`);
}

/** Links a user to a company; linking twice changes nothing. */
export function ensureMembership(state: State, companyId: string, userId: string) {
  const known = state.membershipsOf.get(userId).find((row) => row.company_id === companyId);
  return known ?? state.store.put("memberships", { ...state.fresh("comem"), company_id: companyId, user_id: userId });
}
