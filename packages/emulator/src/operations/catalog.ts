import { badRequest, notFound } from "../http/http-error.ts";
import type { FeatureRow, FlagRow, GrantOfFeature, OverrideRow, PlanEntitlementRow, PlanRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";

type Nullable<T> = { readonly [M in keyof T]?: T[M] | null | undefined };

export type FlagInput = Pick<FlagRow, "key"> & Nullable<Omit<FlagRow, "key" | "rules">>;

/** Makes a flag, or changes `known`. Flag keys are unique. */
export function putFlag(state: State, input: FlagInput, known?: FlagRow): FlagRow {
  if (input.key === "") throw badRequest("key must not be empty");
  const other = state.flagsByKey.get(input.key)[0];
  if (other && other.id !== known?.id) throw badRequest(`a flag with key ${input.key} already exists`);
  if (input.feature_id && !state.store.get("features", input.feature_id)) throw notFound("feature");
  const base = known ? { ...known, updated_at: state.clock.iso() } : state.fresh("flag");
  return state.store.put("flags", {
    ...base,
    ...(input.id && !known && { id: input.id }),
    key: input.key,
    name: input.name ?? known?.name ?? input.key,
    description: input.description ?? known?.description ?? "",
    default_value: input.default_value ?? known?.default_value ?? false,
    feature_id: input.feature_id === undefined ? (known?.feature_id ?? null) : input.feature_id,
    maintainer_account_member_id: input.maintainer_account_member_id ?? known?.maintainer_account_member_id ?? null,
    rules: known?.rules ?? [],
  });
}

export type FeatureInput = Nullable<FeatureRow> & { readonly flag?: FlagInput | null | undefined };

/** Makes a feature, or changes `known`; makes or changes its flag along with it if one is described. */
export function putFeature(state: State, input: FeatureInput, known?: FeatureRow): FeatureRow {
  const base = known ? { ...known, updated_at: state.clock.iso() } : state.fresh("feat");
  if (input.trait_id && !state.store.get("trait_definitions", input.trait_id)) throw notFound("trait definition");
  const feature = state.store.put("features", {
    ...base,
    ...(input.id && !known && { id: input.id }),
    name: input.name ?? known?.name ?? "",
    description: input.description ?? known?.description ?? "",
    icon: input.icon ?? known?.icon ?? "",
    feature_type: input.feature_type ?? known?.feature_type ?? "boolean",
    event_subtype: input.event_subtype === undefined ? (known?.event_subtype ?? null) : input.event_subtype,
    trait_id: input.trait_id === undefined ? (known?.trait_id ?? null) : input.trait_id,
    lifecycle_phase: input.lifecycle_phase ?? known?.lifecycle_phase ?? null,
    maintainer_account_member_id: input.maintainer_account_member_id ?? known?.maintainer_account_member_id ?? null,
    plural_name: input.plural_name ?? known?.plural_name ?? null,
    singular_name: input.singular_name ?? known?.singular_name ?? null,
  });
  if (!input.flag) return feature;
  const flags = state.flagsOfFeature.get(feature.id);
  const flag = flags.find((each) => each.id === input.flag?.id) ?? flags.find((each) => each.key === input.flag?.key);
  putFlag(state, { ...input.flag, feature_id: feature.id }, flag);
  return feature;
}

/** Deletes a feature with its entitlements and overrides; its flags stay as plain flags. */
export function deleteFeature(state: State, feature: FeatureRow): void {
  const { store } = state;
  for (const flag of state.flagsOfFeature.get(feature.id)) store.put("flags", { ...flag, feature_id: null });
  for (const row of store.list("plan_entitlements"))
    if (row.feature_id === feature.id) store.delete("plan_entitlements", row.id);
  for (const row of store.list("overrides")) if (row.feature_id === feature.id) store.delete("overrides", row.id);
  store.delete("features", feature.id);
}

/** Makes a plan, or changes `known`. */
export function putPlan(state: State, input: Nullable<PlanRow>, known?: PlanRow): PlanRow {
  const base = known ? { ...known, updated_at: state.clock.iso() } : state.fresh("plan");
  return state.store.put("plans", {
    ...base,
    ...(input.id && !known && { id: input.id }),
    name: input.name ?? known?.name ?? "",
    description: input.description ?? known?.description ?? "",
    icon: input.icon ?? known?.icon ?? "blue",
    plan_type: known?.plan_type ?? input.plan_type ?? "plan",
    version_id: known?.version_id ?? state.id("plvr"),
    is_default: input.is_default ?? known?.is_default ?? false,
    is_free: input.is_free ?? known?.is_free ?? false,
    is_trialable: input.is_trialable ?? known?.is_trialable ?? false,
    trial_days: input.trial_days === undefined ? (known?.trial_days ?? null) : input.trial_days,
    charge_type: input.charge_type ?? known?.charge_type ?? "none",
    billing_product_id: input.billing_product_id ?? known?.billing_product_id ?? null,
  });
}

export type GrantInput = Pick<GrantOfFeature, "feature_id" | "value_type"> &
  Nullable<Omit<GrantOfFeature, "consumption_rate">> & { readonly credit_consumption_rate?: number | null | undefined };

/** The members that say how much of a feature is granted. Throws 400 when the value that the type needs is missing. */
function grantOfFeature(
  state: State,
  input: GrantInput,
  known: GrantOfFeature | undefined,
): Omit<GrantOfFeature, keyof PlanRow> & Omit<GrantOfFeature, "id" | "created_at" | "updated_at"> {
  if (!state.store.get("features", input.feature_id)) throw notFound("feature");
  if (input.value_type === "numeric" && typeof input.value_numeric !== "number")
    throw badRequest("value_numeric is required");
  if (input.value_type === "trait" && !state.store.get("trait_definitions", input.value_trait_id ?? ""))
    throw badRequest("value_trait_id must name a trait definition");
  if (input.value_type === "credit" && !state.store.get("credits", input.value_credit_id ?? ""))
    throw badRequest("value_credit_id must name a credit type");
  return {
    feature_id: input.feature_id,
    value_type: input.value_type,
    value_bool: input.value_type === "boolean" ? (input.value_bool ?? true) : null,
    value_numeric: input.value_numeric ?? null,
    value_trait_id: input.value_trait_id ?? null,
    value_credit_id: input.value_credit_id ?? null,
    consumption_rate: input.value_type === "credit" ? (input.credit_consumption_rate ?? 1) : null,
    metric_period: input.metric_period ?? null,
    metric_period_month_reset: input.metric_period_month_reset ?? null,
    rule_id: known?.rule_id ?? state.id("rule"),
    rule_id_usage_exceeded: known?.rule_id_usage_exceeded ?? state.id("rule"),
  };
}

export type EntitlementInput = GrantInput & { readonly plan_id: string } & Nullable<
    Pick<PlanEntitlementRow, "price_behavior" | "soft_limit" | "warning_tiers">
  >;

/** Grants a feature to a plan, or changes the grant. A plan has at most one entitlement for a feature. */
export function putEntitlement(state: State, input: EntitlementInput, known?: PlanEntitlementRow): PlanEntitlementRow {
  if (!state.store.get("plans", input.plan_id)) throw notFound("plan");
  const other = state.entitlementsOf.get(input.plan_id).find((row) => row.feature_id === input.feature_id);
  if (other && other.id !== known?.id) throw badRequest("the plan already has an entitlement for this feature");
  const base = known ? { ...known, updated_at: state.clock.iso() } : state.fresh("plen");
  return state.store.put("plan_entitlements", {
    ...base,
    ...grantOfFeature(state, input, known),
    plan_id: input.plan_id,
    price_behavior: input.price_behavior ?? null,
    soft_limit: input.soft_limit ?? null,
    warning_tiers: input.warning_tiers ?? [],
  });
}

export type OverrideInput = GrantInput & {
  readonly company_id: string;
  readonly expiration_date?: string | null | undefined;
  readonly note?: string | null | undefined;
};

/** Grants a feature to one company, or changes the grant; wins over the company's plans until `expiration_date`. */
export function putOverride(state: State, input: OverrideInput, known?: OverrideRow): OverrideRow {
  if (!state.store.get("companies", input.company_id)) throw notFound("company");
  const other = state.overridesOf
    .get(input.company_id)
    .find((row) => row.feature_id === input.feature_id && !row.expired);
  if (other && other.id !== known?.id) throw badRequest("the company already has an override for this feature");
  const base = known ? { ...known, updated_at: state.clock.iso() } : state.fresh("cmov");
  const expires = input.expiration_date ? new Date(input.expiration_date).toISOString() : null;
  const note = input.note ? [{ id: state.id("cmon"), note: input.note, created_at: state.clock.iso() }] : [];
  return state.store.put("overrides", {
    ...base,
    ...grantOfFeature(state, input, known),
    company_id: input.company_id,
    expiration_date: expires,
    expired: expires !== null && Date.parse(expires) <= state.clock.now(),
    notes: [...(known?.notes ?? []), ...note],
  });
}
