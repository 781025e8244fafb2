import type { CreditGrantRow, LedgerRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { roundCredits } from "./balance.ts";

/** Lines kept; what they tell of stays when they go. */
const keptLines = 20_000;

type Entry = Partial<Omit<LedgerRow, "id" | "event_type" | "amount">> & Pick<LedgerRow, "event_type" | "amount">;

/** Writes a line of the ledger about a grant. */
export function enter(state: State, grant: CreditGrantRow, entry: Entry): LedgerRow {
  state.store.forgetOldest("ledger", keptLines - 1);
  return state.store.put("ledger", {
    ...state.fresh("crle"),
    company_id: grant.company_id,
    billing_credit_id: grant.credit_id,
    event_at: state.clock.iso(),
    grant_id: grant.id,
    to_grant_id: null,
    feature_id: null,
    usage_event_id: null,
    usage_reason: null,
    zeroed_out_reason: null,
    quantity_remaining_at_zero_out: null,
    ...entry,
  });
}

export type GrantInput = Pick<CreditGrantRow, "company_id" | "credit_id" | "quantity" | "grant_reason"> &
  Partial<CreditGrantRow>;

/** Gives credits to a company. */
export function addGrant(state: State, input: GrantInput): CreditGrantRow {
  const grant = state.store.put("grants", {
    ...state.fresh("bcgr"),
    expires_at: null,
    valid_from: null,
    plan_id: null,
    plan_grant_id: null,
    source_grant_id: null,
    currency: null,
    renewal_enabled: false,
    renewal_period: null,
    zeroed_out_date: null,
    zeroed_out_reason: null,
    quantity_remaining: input.quantity,
    ...input,
  });
  enter(state, grant, { event_type: "grant", amount: grant.quantity });
  return grant;
}

/** Empties a grant for good. */
export function zeroOut(state: State, grant: CreditGrantRow, reason: string): CreditGrantRow {
  if (grant.zeroed_out_date !== null) return grant;
  const now = state.clock.iso();
  enter(state, grant, {
    event_type: "zero_out",
    amount: roundCredits(-grant.quantity_remaining),
    zeroed_out_reason: reason,
    quantity_remaining_at_zero_out: grant.quantity_remaining,
  });
  return state.store.put("grants", {
    ...grant,
    quantity_remaining: 0,
    zeroed_out_date: now,
    zeroed_out_reason: reason,
    updated_at: now,
  });
}
