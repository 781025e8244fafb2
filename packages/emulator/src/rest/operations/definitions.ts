import { traitLeaves, traitText } from "../../derive/traits.ts";
import { notFound } from "../../http/http-error.ts";
import { traitDefinition } from "../../operations/definitions.ts";
import type { EntityRow, EntityType, KeyDefinitionRow, TraitDefinitionRow, TraitType } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import { planChangeView } from "../../views/plan-changes.ts";
import type { Handlers, OperationRequest } from "../operation.ts";
import { among, matches, page } from "../query.ts";

function definition(state: State, id: string | undefined): TraitDefinitionRow {
  const row = state.store.get("trait_definitions", id ?? "");
  if (!row) throw notFound("trait definition");
  return row;
}

function listedTraits(state: State, { query }: OperationRequest): TraitDefinitionRow[] {
  const [ids, type] = [query.texts("ids"), query.text("entity_type")];
  const [traitType, traitTypes] = [query.text("trait_type"), query.texts("trait_types")];
  return state.store
    .list("trait_definitions")
    .filter((row) => among(ids, row.id) && (type === undefined || row.entity_type === type))
    .filter((row) => among(traitTypes, row.trait_type) && (traitType === undefined || row.trait_type === traitType))
    .filter((row) => matches(query, [row.id, row.display_name]));
}

function listedKeys(state: State, { query }: OperationRequest): KeyDefinitionRow[] {
  const [ids, type] = [query.texts("ids"), query.text("entity_type")];
  return state.store
    .list("key_definitions")
    .filter((row) => among(ids, row.id) && (type === undefined || row.entity_type === type))
    .filter((row) => matches(query, [row.id, row.key]));
}

function entities(state: State, type: EntityType): EntityRow[] {
  return [...state.store.table(type === "company" ? "companies" : "users").values()];
}

function valuesOf(state: State, { query }: OperationRequest): { definition_id: string; value: string }[] {
  const row = definition(state, query.text("definition_id"));
  const path = row.hierarchy.join("\0");
  const values = entities(state, row.entity_type).flatMap((entity) =>
    traitLeaves(entity.traits)
      .filter(([hierarchy]) => hierarchy.join("\0") === path)
      .map(([, value]) => traitText(value)),
  );
  const q = query.text("q")?.toLowerCase();
  return [...new Set(values)]
    .filter((value) => q === undefined || value.toLowerCase().includes(q))
    .map((value) => ({ definition_id: row.id, value }));
}

function planChanges(state: State, { query }: OperationRequest) {
  const [companyId, companyIds] = [query.text("company_id"), query.texts("company_ids")];
  const [action, basePlanAction] = [query.text("action"), query.text("base_plan_action")];
  return state.store
    .list("plan_changes")
    .filter((row) => among(companyIds, row.company_id) && (companyId === undefined || row.company_id === companyId))
    .filter((row) => action === undefined || row.action === action)
    .filter((row) => basePlanAction === undefined || row.base_plan_action === basePlanAction);
}

/** Names of keys and traits, and the history of plans. */
export const definitionHandlers: Handlers = {
  getOrCreateEntityTraitDefinition: ({ body }, { state }) =>
    traitDefinition(state, body.entity_type as EntityType, {
      hierarchy: body.hierarchy as string[],
      type: body.trait_type as TraitType,
      displayName: body.display_name as string | null | undefined,
    }),
  getEntityTraitDefinition: ({ path }, { state }) => definition(state, path.entity_trait_definition_id),
  updateEntityTraitDefinition: ({ path, body }, { state }) => {
    const row = definition(state, path.entity_trait_definition_id);
    const display_name = (body.display_name as string | null | undefined) ?? row.display_name;
    const trait_type = body.trait_type as TraitType;
    return state.store.put("trait_definitions", { ...row, display_name, trait_type, updated_at: state.clock.iso() });
  },
  deleteEntityTraitDefinition: ({ path }, { state }) => {
    state.store.delete("trait_definitions", definition(state, path.entity_trait_definition_id).id);
    return { deleted: true };
  },
  listEntityTraitDefinitions: (request, { state }) => page(listedTraits(state, request), request.query),
  countEntityTraitDefinitions: (request, { state }) => ({ count: listedTraits(state, request).length }),
  getEntityTraitValues: (request, { state }) => page(valuesOf(state, request), request.query),
  listEntityKeyDefinitions: (request, { state }) => page(listedKeys(state, request), request.query),
  countEntityKeyDefinitions: (request, { state }) => ({ count: listedKeys(state, request).length }),
  deleteEntityKeyDefinition: ({ path }, { state }) => {
    if (!state.store.delete("key_definitions", path.entity_key_definition_id ?? "")) throw notFound("key definition");
    return { deleted: true };
  },
  listPlanChanges: (request, { state }) =>
    page(planChanges(state, request), request.query).map((row) => planChangeView(state, row)),
  getPlanChange: ({ path }, { state }) => {
    const row = state.store.get("plan_changes", path.plan_change_id ?? "");
    if (!row) throw notFound("plan change");
    return planChangeView(state, row);
  },
};
