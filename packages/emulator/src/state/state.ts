import type { Clock } from "../clock.ts";
import { createIdMaker } from "./ids.ts";
import { indexBy, type RowIndex } from "./index-by.ts";
import type { Row } from "./rows.ts";
import { Store } from "./store.ts";

/** The state with its clock, ids and indexes: what every operation works on. */
export interface State {
  readonly store: Store;
  readonly clock: Clock;
  readonly environmentId: string;
  readonly accountId: string;
  id(prefix: string): string;
  /** `id`, `created_at` and `updated_at` of a new row. */
  fresh(prefix: string): Row;
  readonly companiesByKey: RowIndex<"companies">;
  readonly usersByKey: RowIndex<"users">;
  readonly membershipsOf: RowIndex<"memberships">;
  readonly overridesOf: RowIndex<"overrides">;
  readonly grantsOf: RowIndex<"grants">;
  readonly usageOf: RowIndex<"usage">;
  readonly subscriptionsOf: RowIndex<"subscriptions">;
  readonly entitlementsOf: RowIndex<"plan_entitlements">;
  readonly planGrantsOf: RowIndex<"plan_grants">;
  readonly flagsByKey: RowIndex<"flags">;
  readonly flagsOfFeature: RowIndex<"flags">;
  readonly apiKeysBySecret: RowIndex<"api_keys">;
  readonly ledgerOf: RowIndex<"ledger">;
  /** By entity type and path, see `definitionName`. */
  readonly definitionByName: RowIndex<"trait_definitions">;
}

/** How a key and its value are found: the service ignores case in both. */
export function keyName(key: string, value: string): string {
  return JSON.stringify([key.toLowerCase(), value.toLowerCase()]);
}

const keyNames = (row: { keys: Readonly<Record<string, string>> }): string[] =>
  Object.entries(row.keys).map(([key, value]) => keyName(key, value));

/** An empty state. */
export function createState(options: { clock: Clock; deterministic: boolean }): State {
  const store = new Store();
  const id = createIdMaker(store, options.deterministic);
  const ofCompany = (row: { company_id: string }): string[] => [row.company_id];
  return {
    store,
    clock: options.clock,
    environmentId: "env_emulator",
    accountId: "acct_emulator",
    id,
    fresh: (prefix) => {
      const now = options.clock.iso();
      return { id: id(prefix), created_at: now, updated_at: now };
    },
    companiesByKey: indexBy(store, "companies", keyNames),
    usersByKey: indexBy(store, "users", keyNames),
    membershipsOf: indexBy(store, "memberships", (row) => [row.company_id, row.user_id]),
    overridesOf: indexBy(store, "overrides", ofCompany),
    grantsOf: indexBy(store, "grants", ofCompany),
    usageOf: indexBy(store, "usage", ofCompany),
    subscriptionsOf: indexBy(store, "subscriptions", ofCompany),
    entitlementsOf: indexBy(store, "plan_entitlements", (row) => [row.plan_id]),
    planGrantsOf: indexBy(store, "plan_grants", (row) => [row.plan_id]),
    flagsByKey: indexBy(store, "flags", (row) => [row.key]),
    flagsOfFeature: indexBy(store, "flags", (row) => (row.feature_id === null ? [] : [row.feature_id])),
    apiKeysBySecret: indexBy(store, "api_keys", (row) => [row.secret]),
    ledgerOf: indexBy(store, "ledger", ofCompany),
    definitionByName: indexBy(store, "trait_definitions", (row) => [
      JSON.stringify([row.entity_type, ...row.hierarchy]),
    ]),
  };
}
