import { planIdsOf } from "../derive/grants-of-feature.ts";
import type { EventRow, FeatureRow, OverrideRow, PlanEntitlementRow, PlanRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { creditView, planGrantView } from "./credits.ts";
import { companyView } from "./entities.ts";
import { flagView } from "./flags.ts";

type View = Record<string, unknown>;

const named = (row: { id: string; name: string; description?: string }): View => ({
  id: row.id,
  name: row.name,
  description: row.description ?? null,
});

function eventSummary(state: State, subtype: string): View {
  const events = [...state.store.table("events").values()].filter((event) => event.subtype === subtype);
  return eventSummaryView(state, subtype, events);
}

/** What is known of the events of one name. */
export function eventSummaryView(state: State, subtype: string, events: readonly EventRow[]): View {
  const count = (member: "company_id" | "user_id"): number =>
    new Set(events.flatMap((event) => event[member] ?? [])).size;
  return {
    event_subtype: subtype,
    environment_id: state.environmentId,
    event_count: events.length,
    company_count: count("company_id"),
    user_count: count("user_id"),
    last_seen_at: events.at(-1)?.captured_at ?? null,
  };
}

function plansWith(state: State, feature: FeatureRow): View[] {
  const entitlements = [...state.store.table("plan_entitlements").values()];
  const ids = new Set(entitlements.filter((row) => row.feature_id === feature.id).map((row) => row.plan_id));
  return [...ids].flatMap((id) => state.store.get("plans", id) ?? []).map(named);
}

/** A feature with its flags and plans. */
export function featureView(state: State, feature: FeatureRow): View {
  const trait = feature.trait_id === null ? undefined : state.store.get("trait_definitions", feature.trait_id);
  return {
    ...feature,
    ...(feature.event_subtype !== null && { event_summary: eventSummary(state, feature.event_subtype) }),
    flags: state.flagsOfFeature.get(feature.id).map((flag) => flagView(state, flag)),
    plans: plansWith(state, feature),
    ...(trait && { trait }),
  };
}

/** A plan without its details. */
export function planSummary(plan: PlanRow): View {
  const { version_id, is_default, is_free, is_trialable, trial_days, charge_type, billing_product_id, ...rest } = plan;
  return rest;
}

function versionView(state: State, plan: PlanRow): View {
  return {
    id: plan.version_id,
    name: plan.name,
    description: plan.description,
    icon: plan.icon,
    plan_type: plan.plan_type,
    environment_id: state.environmentId,
    original_plan_id: plan.id,
    status: "published",
    version: 1,
    created_at: plan.created_at,
    updated_at: plan.updated_at,
  };
}

/** A plan with what it grants. */
export function planView(state: State, plan: PlanRow): View {
  const { version_id, billing_product_id, ...rest } = plan;
  const entitlements = state.entitlementsOf.get(plan.id);
  const grants = state.planGrantsOf.get(plan.id);
  const companies = [...state.store.table("companies").values()].filter((row) => planIdsOf(row).includes(plan.id));
  const features = entitlements.flatMap((row) => state.store.get("features", row.feature_id) ?? []);
  return {
    ...rest,
    active_version: versionView(state, plan),
    versions: [versionView(state, plan)],
    billing_strategy: "no_billing",
    controlled_by: "schematic",
    company_count: companies.length,
    currency_prices: [],
    credits: [...new Set(grants.map((grant) => grant.credit_id))].flatMap((id) => {
      const credit = state.store.get("credits", id);
      return credit ? [creditView(credit)] : [];
    }),
    entitlements: entitlements.map((row) => entitlementView(state, row)),
    features: features.map((feature) => featureView(state, feature)),
    included_credit_grants: grants.map((row) => planGrantView(state, row)),
  };
}

function valueFields(state: State, row: PlanEntitlementRow | OverrideRow): View {
  const trait = row.value_trait_id === null ? undefined : state.store.get("trait_definitions", row.value_trait_id);
  const feature = state.store.get("features", row.feature_id);
  return {
    environment_id: state.environmentId,
    ...(trait && { value_trait: trait }),
    ...(feature && { feature }),
  };
}

/** A plan entitlement. */
export function entitlementView(state: State, row: PlanEntitlementRow): View {
  const plan = state.store.get("plans", row.plan_id);
  const credit = row.value_credit_id === null ? undefined : state.store.get("credits", row.value_credit_id);
  const { value_credit_id, ...rest } = row;
  return {
    ...rest,
    ...valueFields(state, row),
    currency_prices: [],
    warning_tiers: row.warning_tiers.map((tier) => ({ ...tier, id: `${row.id}_${tier.key}` })),
    ...(plan && { plan: planSummary(plan) }),
    ...(credit && { value_credit: creditView(credit) }),
  };
}

/** A company override. */
export function overrideView(state: State, row: OverrideRow): View {
  const company = state.store.get("companies", row.company_id);
  const credit = row.value_credit_id === null ? undefined : state.store.get("credits", row.value_credit_id);
  const { expired, ...rest } = row;
  return {
    ...rest,
    ...valueFields(state, row),
    ...(credit && { value_credit: creditView(credit) }),
    ...(company && { company: companyView(state, company) }),
    notes: row.notes.map((note) => ({
      ...note,
      updated_at: note.created_at,
      external_user_id: "",
      external_user_name: "",
    })),
  };
}
