import type { CreditGrantRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";

/** What a company has of one credit type. Nothing is ever reserved: leases are not emulated. */
export interface CreditBalance {
  readonly total: number;
  readonly remaining: number;
  readonly reserved: number;
  readonly settled: number;
}

/** Credits with at most nine decimals, so that sums of fractions stay readable. */
export function roundCredits(amount: number): number {
  return Math.round(amount * 1e9) / 1e9;
}

/** Grants that can be drawn from now: neither emptied by decision or expiry nor yet to begin. */
export function openGrants(state: State, companyId: string, creditId: string): CreditGrantRow[] {
  const now = state.clock.now();
  return state.grantsOf
    .get(companyId)
    .filter((grant) => grant.credit_id === creditId && grant.zeroed_out_date === null)
    .filter((grant) => grant.valid_from === null || Date.parse(grant.valid_from) <= now);
}

export function creditBalance(state: State, companyId: string, creditId: string): CreditBalance {
  let [total, remaining] = [0, 0];
  for (const grant of openGrants(state, companyId, creditId)) {
    total += grant.quantity;
    remaining += grant.quantity_remaining;
  }
  remaining = roundCredits(remaining);
  return { total: roundCredits(total), remaining, reserved: 0, settled: remaining };
}

/** The balances of every credit type that the company was ever granted, by credit id. */
export function creditBalances(state: State, companyId: string): Record<string, CreditBalance> {
  const ids = new Set(state.grantsOf.get(companyId).map((grant) => grant.credit_id));
  return Object.fromEntries([...ids].sort().map((id) => [id, creditBalance(state, companyId, id)]));
}
