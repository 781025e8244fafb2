import { definitionName, traitLeaves } from "../../derive/traits.ts";
import { notFound } from "../../http/http-error.ts";
import type { EntityRow, EntityType } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import type { Handlers, OperationRequest } from "../operation.ts";

function entitiesOf(state: State, { query }: OperationRequest): { type: EntityType; row: EntityRow }[] {
  const type = query.text("entity_type");
  const all = (["company", "user"] as const).filter((each) => type === undefined || each === type);
  return all.flatMap((each) =>
    [...state.store.table(each === "company" ? "companies" : "users").values()].map((row) => ({ type: each, row })),
  );
}

function countKeys(state: State, request: OperationRequest): number {
  const id = request.query.text("definition_id");
  const definition = id === undefined ? undefined : state.store.get("key_definitions", id);
  if (id !== undefined && !definition) return 0;
  return entitiesOf(state, request).reduce((count, { type, row }) => {
    const keys = Object.keys(row.keys).filter(
      (key) => !definition || (type === definition.entity_type && key === definition.key),
    );
    return count + keys.length;
  }, 0);
}

function countTraits(state: State, request: OperationRequest): number {
  const id = request.query.text("definition_id");
  return entitiesOf(state, request).reduce((count, { type, row }) => {
    const idOf = (path: string[]): string | undefined => state.definitionByName.get(definitionName(type, path))[0]?.id;
    return count + traitLeaves(row.traits).filter(([path]) => id === undefined || idOf(path) === id).length;
  }, 0);
}

/** What would lose something if a trait were no longer defined. */
function usesOf(state: State, id: string): Record<string, number> {
  const { store } = state;
  const conditions = [...store.table("flags").values()]
    .flatMap((flag) => flag.rules)
    .flatMap((rule) => [...rule.conditions, ...rule.condition_groups.flatMap((group) => group.conditions)]);
  const granted = (table: "overrides" | "plan_entitlements"): number =>
    [...store.table(table).values()].filter((row) => row.value_trait_id === id).length;
  return {
    checkout_field_config_count: 0,
    company_override_count: granted("overrides"),
    feature_count: [...store.table("features").values()].filter((feature) => feature.trait_id === id).length,
    plan_entitlement_count: granted("plan_entitlements"),
    plan_trait_count: 0,
    rule_condition_count: conditions.filter((each) => each.trait_id === id || each.comparison_trait_id === id).length,
  };
}

/** How much there is of keys and traits, and what hangs on them. */
export const definitionCountHandlers: Handlers = {
  countEntityKeys: (request, { state }) => ({ count: countKeys(state, request) }),
  countEntityTraits: (request, { state }) => ({ count: countTraits(state, request) }),
  getEntityTraitDefinitionUsage: ({ path }, { state }) => {
    const row = state.store.get("trait_definitions", path.entity_trait_definition_id ?? "");
    if (!row) throw notFound("trait definition");
    return usesOf(state, row.id);
  },
};
