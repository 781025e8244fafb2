import type { CompanyRow, OverrideRow, PlanEntitlementRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { traitInteger, traitValueOf } from "./traits.ts";

/** What gives a company a feature: an override, or else the most generous of its plans' entitlements. */
export type FeatureGrant =
  | { readonly source: "company_override"; readonly row: OverrideRow }
  | { readonly source: "plan_entitlement"; readonly row: PlanEntitlementRow };

/** The ids of a company's plans: base plan first, then add-ons. */
export function planIdsOf(company: CompanyRow): string[] {
  return [...(company.plan_id === null ? [] : [company.plan_id]), ...company.add_ons.map((addOn) => addOn.plan_id)];
}

/** The units that a grant allows in its period; `undefined` where no number applies. */
export function allocationOf(state: State, company: CompanyRow, row: FeatureGrant["row"]): number | undefined {
  if (row.value_type === "numeric") return row.value_numeric ?? 0;
  if (row.value_type === "trait" && row.value_trait_id !== null)
    return traitInteger(traitValueOf(state, "company", company, row.value_trait_id));
  return undefined;
}

function generosity(state: State, company: CompanyRow, row: PlanEntitlementRow): number {
  if (row.value_type === "unlimited") return Number.POSITIVE_INFINITY;
  if (row.value_type === "boolean") return row.value_bool === true ? Number.MAX_VALUE : -1;
  return allocationOf(state, company, row) ?? 0;
}

/** Everything that a company is granted, one entry a feature. An override wins over every plan until it has expired. */
export function grantsOfFeatures(state: State, company: CompanyRow): Map<string, FeatureGrant> {
  const grants = new Map<string, FeatureGrant>();
  const rows = planIdsOf(company).flatMap((id) => state.entitlementsOf.get(id));
  const ranked = rows.map((row) => ({ row, rank: generosity(state, company, row) }));
  for (const { row } of ranked.sort((a, b) => b.rank - a.rank))
    if (!grants.has(row.feature_id)) grants.set(row.feature_id, { source: "plan_entitlement", row });
  for (const row of state.overridesOf.get(company.id))
    if (!row.expired) grants.set(row.feature_id, { source: "company_override", row });
  return grants;
}
