import { creditBalances } from "../credits/balance.ts";
import { wireCompany } from "../derive/entities.ts";
import { subscriptionOf } from "../derive/metrics.ts";
import { definitionName, traitLeaves, traitText } from "../derive/traits.ts";
import { findKeyDefinition } from "../operations/definitions.ts";
import type { CompanyRow, EntityRow, EntityType, MembershipRow, SubscriptionRow, UserRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { includedGrantView } from "./credits.ts";

const unixSeconds = (iso: string): number => Math.floor(Date.parse(iso) / 1000);

function keysView(state: State, type: EntityType, entity: EntityRow): unknown[] {
  return Object.entries(entity.keys).map(([key, value]) => {
    const definition = findKeyDefinition(state, type, key);
    return {
      id: `${entity.id}_${key}`,
      created_at: entity.created_at,
      updated_at: entity.updated_at,
      environment_id: state.environmentId,
      entity_id: entity.id,
      entity_type: type,
      key,
      value,
      definition_id: definition?.id ?? "",
      ...(definition && { definition }),
    };
  });
}

function traitsView(state: State, type: EntityType, entity: EntityRow): unknown[] {
  return traitLeaves(entity.traits).flatMap(([hierarchy, value]) => {
    const definition = state.definitionByName.get(definitionName(type, hierarchy))[0];
    if (!definition) return [];
    return {
      id: `${entity.id}_${definition.id}`,
      created_at: entity.created_at,
      updated_at: entity.updated_at,
      environment_id: state.environmentId,
      definition_id: definition.id,
      definition,
      value: traitText(value),
    };
  });
}

/** A company or user without its details. */
export function entityView(state: State, entity: EntityRow): Record<string, unknown> {
  return {
    id: entity.id,
    name: entity.name,
    environment_id: state.environmentId,
    last_seen_at: entity.last_seen_at,
    created_at: entity.created_at,
    updated_at: entity.updated_at,
  };
}

/** A subscription as the service shows it: instants in Unix seconds. */
export function subscriptionView(row: SubscriptionRow): Record<string, unknown> {
  return {
    id: row.id,
    company_id: row.company_id,
    cancel_at_period_end: false,
    created_at: row.created_at,
    currency: "usd",
    customer_external_id: `cus_${row.company_id}`,
    discounts: [],
    interval: row.interval,
    period_start: unixSeconds(row.period_start),
    period_end: unixSeconds(row.period_end),
    products: [],
    provider_type: "schematic",
    status: row.status,
    subscription_external_id: row.external_id,
    total_price: 0,
    trial_end: row.trial_end === null ? null : unixSeconds(row.trial_end),
    trial_end_setting: row.trial_end_setting,
  };
}

function companyPlanView(state: State, planId: string, addedOn: string | null): Record<string, unknown>[] {
  const plan = state.store.get("plans", planId);
  if (!plan) return [];
  return [
    {
      id: plan.id,
      name: plan.name,
      description: plan.description,
      added_on: addedOn,
      plan_version_id: plan.version_id,
      included_credit_grants: state.planGrantsOf.get(plan.id).map((row) => includedGrantView(state, row)),
    },
  ];
}

/** A company with everything that belongs to it. */
export function companyView(state: State, company: CompanyRow): Record<string, unknown> {
  const wire = wireCompany(state, company);
  const subscription = subscriptionOf(state, company.id);
  const subscriptions = subscription ? [subscriptionView(subscription)] : [];
  const [plan] = company.plan_id === null ? [] : companyPlanView(state, company.plan_id, company.plan_added_at);
  const addOns = company.add_ons.flatMap((addOn) => companyPlanView(state, addOn.plan_id, addOn.added_on));
  const balances = Object.entries(creditBalances(state, company.id));
  return {
    ...entityView(state, company),
    keys: keysView(state, "company", company),
    traits: company.traits,
    entity_traits: traitsView(state, "company", company),
    ...(plan && { plan }),
    plans: [...(plan ? [plan] : []), ...addOns].map(({ id, name, description }) => ({ id, name, description })),
    add_ons: addOns,
    billing_credit_balances: Object.fromEntries(balances.map(([id, balance]) => [id, balance.remaining])),
    ...(subscriptions[0] && { billing_subscription: subscriptions[0] }),
    billing_subscriptions: subscriptions,
    custom_plan_billings: [],
    payment_methods: [],
    entitlements: wire.entitlements,
    metrics: wire.metrics.map((metric) => ({
      ...metric,
      captured_at_min: metric.created_at,
      captured_at_max: metric.created_at,
    })),
    rules: wire.rules,
    user_count: state.membershipsOf.get(company.id).length,
  };
}

/** The link between a user and a company. */
export function membershipView(state: State, row: MembershipRow): Record<string, unknown> {
  const company = state.store.get("companies", row.company_id);
  return { ...row, ...(company && { company: entityView(state, company) }) };
}

/** A user with its links to companies. */
export function userView(state: State, user: UserRow): Record<string, unknown> {
  return {
    ...entityView(state, user),
    keys: keysView(state, "user", user),
    traits: user.traits,
    entity_traits: traitsView(state, "user", user),
    company_memberships: state.membershipsOf.get(user.id).map((row) => membershipView(state, row)),
  };
}
