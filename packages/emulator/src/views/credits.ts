import { creditBalances, roundCredits } from "../credits/balance.ts";
import type { CreditGrantRow, CreditRow, LedgerRow, PlanGrantRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";

/** A credit type. */
export function creditView(row: CreditRow): Record<string, unknown> {
  const { deleted, ...credit } = row;
  return { ...credit, currency_prices: [], ledger_authority: "schematic_authoritative" };
}

/** A grant of credits to a company. */
export function grantView(state: State, row: CreditGrantRow): Record<string, unknown> {
  const credit = state.store.get("credits", row.credit_id);
  const plan = row.plan_id === null ? undefined : state.store.get("plans", row.plan_id);
  const { plan_grant_id, ...grant } = row;
  return {
    ...grant,
    company_name: state.store.get("companies", row.company_id)?.name ?? "",
    credit_name: credit?.name ?? "",
    credit_icon: credit?.icon ?? null,
    plan_name: plan?.name ?? null,
    quantity_used: roundCredits(row.quantity - row.quantity_remaining),
    reserved: 0,
    settled: row.quantity_remaining,
    source_label: row.grant_reason,
    transfers: [],
  };
}

/** Credits that come with a plan. */
export function planGrantView(state: State, row: PlanGrantRow): Record<string, unknown> {
  const credit = state.store.get("credits", row.credit_id);
  const plan = state.store.get("plans", row.plan_id);
  return {
    ...row,
    auto_topup_availability: "off",
    auto_topup_enabled: false,
    auto_topup_self_service: false,
    can_buy_bundles: false,
    billing_mode: "granted",
    postpaid_enabled: false,
    price_tiers: [],
    company_credit_amount: row.credit_amount,
    credit: credit && creditView(credit),
    credit_name: credit?.name ?? "",
    plan: plan && { id: plan.id, name: plan.name, description: plan.description },
    plan_name: plan?.name ?? "",
    plan_version_id: plan?.version_id ?? null,
  };
}

/** The same as part of a company's plan, where some members have other names. */
export function includedGrantView(state: State, row: PlanGrantRow): Record<string, unknown> {
  const credit = state.store.get("credits", row.credit_id);
  const plan = state.store.get("plans", row.plan_id);
  return {
    ...row,
    billing_credit_auto_topup_enabled: false,
    billing_credit_auto_topup_self_service: false,
    billing_credit_can_buy_bundles: false,
    billing_credit_postpaid_enabled: false,
    billing_mode: "granted",
    company_credit_amount: row.credit_amount,
    credit_description: credit?.description ?? "",
    credit_icon: credit?.icon ?? null,
    credit_name: credit?.name ?? "",
    plan: plan && { id: plan.id, name: plan.name, description: plan.description },
    plan_version_id: plan?.version_id ?? null,
  };
}

/** The balances of a company, one a credit type. */
export function balancesView(state: State, companyId: string): Record<string, unknown>[] {
  return Object.entries(creditBalances(state, companyId)).map(([creditId, balance]) => ({
    credit_id: creditId,
    ...balance,
    source: "schematic",
  }));
}

/** A line of the credit ledger. `position` numbers the lines of the whole ledger. */
export function ledgerView(state: State, row: LedgerRow, position: number): Record<string, unknown> {
  const company = state.store.get("companies", row.company_id);
  const credit = state.store.get("credits", row.billing_credit_id);
  const feature = row.feature_id === null ? undefined : state.store.get("features", row.feature_id);
  const grant = row.grant_id === null ? undefined : state.store.get("grants", row.grant_id);
  const { id, created_at, updated_at, ...entry } = row;
  return {
    ...entry,
    event_id: id,
    source_id: position,
    environment_id: state.environmentId,
    credit_name: credit?.name ?? "",
    ...(company && { company: { id: company.id, name: company.name } }),
    ...(credit && { credit: { id: credit.id, name: credit.name, description: credit.description } }),
    ...(feature && { feature: { id: feature.id, name: feature.name, description: feature.description } }),
    ...(grant && {
      grant_expires_at: grant.expires_at,
      grant_quantity: grant.quantity,
      grant_quantity_remaining: grant.quantity_remaining,
      grant_reason: grant.grant_reason,
      grant_valid_from: grant.valid_from,
      plan_id: grant.plan_id,
    }),
    quantity_consumed: row.event_type === "usage" ? -row.amount : null,
  };
}
