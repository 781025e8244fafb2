import { planIdsOf } from "../derive/grants-of-feature.ts";
import { subscriptionOf } from "../derive/metrics.ts";
import { periodAt } from "../derive/periods.ts";
import type { CompanyRow, FeatureRow, GrantOfFeature, PlanRow, UsageRow, UserRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { compact, traitName } from "./compact.ts";
import { exportFlag } from "./export-flag.ts";
import type { Seed, SeedCompany, SeedFeature, SeedGrant, SeedPlan, SeedUser } from "./seed.ts";

function grant(state: State, row: GrantOfFeature): SeedGrant {
  return compact<SeedGrant>({
    feature: row.feature_id,
    boolean: row.value_type === "boolean" ? row.value_bool === true : undefined,
    unlimited: row.value_type === "unlimited" ? true : undefined,
    numeric: row.value_type === "numeric" ? row.value_numeric : undefined,
    trait: row.value_type === "trait" ? traitName(state, row.value_trait_id) : undefined,
    credit: row.value_credit_id,
    consumptionRate: row.consumption_rate,
    period: row.metric_period,
    monthReset: row.metric_period_month_reset,
  });
}

function plan(state: State, row: PlanRow): SeedPlan {
  return compact<SeedPlan>({
    id: row.id,
    name: row.name || row.id,
    description: row.description,
    type: row.plan_type === "add_on" ? "add_on" : undefined,
    default: row.is_default ? true : undefined,
    trialDays: row.is_trialable ? row.trial_days : undefined,
    entitlements: state.entitlementsOf.get(row.id).map((each) => ({
      ...grant(state, each),
      ...compact({
        softLimit: each.soft_limit,
        priceBehavior: each.price_behavior as never,
        warningTiers: each.warning_tiers,
      }),
    })),
    credits: state.planGrantsOf.get(row.id).map((each) => ({
      credit: each.credit_id,
      amount: each.credit_amount,
      ...(each.reset_type === "plan_period" && {
        reset: each.reset_cadence as "monthly",
        resetStart: each.reset_start,
      }),
      ...(each.rollover_percentage > 0 && { rolloverPercentage: each.rollover_percentage }),
    })),
  });
}

/** What was used in the current periods: the widest counter that has not begun anew says most. */
function usage(state: State, company: CompanyRow): Record<string, number> {
  const subscription = subscriptionOf(state, company.id);
  const isCurrent = (row: UsageRow): boolean =>
    periodAt(row, state.clock.now(), subscription).start.toISOString() === row.period_start;
  const monthly = state.usageOf.get(company.id).filter((row) => row.period === "current_month" && isCurrent(row));
  return Object.fromEntries(monthly.filter((row) => row.value !== 0).map((row) => [row.event_subtype, row.value]));
}

/** What is left of credits that plans gave, where something is gone. */
function planCredits(state: State, company: CompanyRow): Record<string, number> {
  const open = state.grantsOf
    .get(company.id)
    .filter((each) => each.plan_grant_id !== null && each.zeroed_out_date === null);
  const spent = open.filter((each) => each.quantity_remaining !== each.quantity);
  return Object.fromEntries(spent.map((each) => [each.credit_id, each.quantity_remaining]));
}

function company(state: State, row: CompanyRow): SeedCompany {
  const subscription = subscriptionOf(state, row.id);
  const addOns = planIdsOf(row).filter((id) => id !== row.plan_id);
  const grants = state.grantsOf
    .get(row.id)
    .filter((each) => each.zeroed_out_date === null && each.plan_grant_id === null);
  return compact<SeedCompany>({
    id: row.id,
    keys: row.keys,
    name: row.name,
    traits: row.traits,
    plan: row.plan_id,
    planCredits: planCredits(state, row),
    addOns,
    subscription: subscription && {
      periodStart: subscription.period_start,
      periodEnd: subscription.period_end,
      interval: subscription.interval,
      ...(subscription.trial_end !== null && { trialEnd: subscription.trial_end }),
      trialEndSetting: subscription.trial_end_setting,
    },
    overrides: state.overridesOf
      .get(row.id)
      .filter((each) => !each.expired)
      .map((each) => ({
        ...grant(state, each),
        ...compact({ expiresAt: each.expiration_date, note: each.notes[0]?.note }),
      })),
    usage: usage(state, row),
    grants: grants.map((each) => ({
      credit: each.credit_id,
      quantity: each.quantity,
      ...(each.quantity_remaining !== each.quantity && { remaining: each.quantity_remaining }),
      reason: each.grant_reason as "free",
      ...(each.expires_at !== null && { expiresAt: each.expires_at }),
    })),
  });
}

function feature(state: State, row: FeatureRow): SeedFeature {
  const trait = traitName(state, row.trait_id);
  const has = { boolean: true, event: row.event_subtype !== null, trait: trait !== undefined };
  const known = row.feature_type === "license" ? undefined : row.feature_type;
  const type = known === undefined || has[known] ? known : "boolean";
  return compact<SeedFeature>({
    id: row.id,
    name: row.name || row.id,
    description: row.description,
    type,
    event: row.event_subtype,
    trait,
  });
}

function user(state: State, { id, keys, name, traits }: UserRow): SeedUser {
  const companies = state.membershipsOf.get(id).flatMap((link) => {
    const company = state.store.get("companies", link.company_id);
    return company ? [company.keys] : [];
  });
  return compact<SeedUser>({ id, keys, name, traits, companies });
}

/** The current state as a seed: configuration, companies, users, usage and credits; not the history of events. */
export function exportSeed(state: State): Seed {
  const { store } = state;
  const all = [...store.table("trait_definitions").values()];
  return compact<Seed>({
    clock: state.clock.iso(),
    traits: Object.fromEntries(all.map((row) => [traitName(state, row.id) ?? row.id, row.trait_type])),
    // A deleted one may still have grants: they would refer to nothing.
    credits: [...store.table("credits").values()].map(({ id, name, description }) =>
      compact({ id, name: name || id, description }),
    ),
    features: [...store.table("features").values()].map((row) => feature(state, row)),
    plans: [...store.table("plans").values()].map((row) => plan(state, row)),
    companies: [...store.table("companies").values()].map((row) => company(state, row)),
    users: [...store.table("users").values()].map((row) => user(state, row)),
    flags: [...store.table("flags").values()].map((row) => exportFlag(state, row)),
    webhooks: [...store.table("webhooks").values()].map(({ url, name, secret, request_types }) => ({
      url,
      name,
      secret,
      types: request_types,
    })),
  });
}
