import type { CreditGrantRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { openGrants, roundCredits } from "./balance.ts";
import { addGrant, enter } from "./ledger.ts";

/** Credits that a tracked event costs; negative gives back. */
export interface Consumption {
  readonly companyId: string;
  readonly creditId: string;
  readonly amount: number;
  readonly featureId: string;
  readonly eventId: string;
}

const reasonOrder: readonly string[] = ["adjustment", "rollover", "plan"];
const farFuture = "9999";

function rank(grant: CreditGrantRow): number {
  const place = reasonOrder.indexOf(grant.grant_reason);
  return place === -1 ? reasonOrder.length : place;
}

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const oldest = (a: CreditGrantRow, b: CreditGrantRow): number => text(a.created_at, b.created_at);
const byReason = (a: CreditGrantRow, b: CreditGrantRow): number => rank(a) - rank(b) || oldest(a, b);

/** How each strategy orders the grants that it draws from. The service's default draws what plans gave first. */
const strategies: Readonly<Record<string, (a: CreditGrantRow, b: CreditGrantRow) => number>> = {
  expiration_priority: (a, b) => text(a.expires_at ?? farFuture, b.expires_at ?? farFuture) || byReason(a, b),
  first_in_first_out: oldest,
  last_in_first_out: (a, b) => oldest(b, a),
  plan_first_then_credit_bundles_first_in_first_out: byReason,
};

function giveBack(state: State, use: Consumption): void {
  addGrant(state, {
    company_id: use.companyId,
    credit_id: use.creditId,
    quantity: roundCredits(-use.amount),
    grant_reason: "adjustment",
  });
}

/** Draws credits from a company's grants, as far as there are any; a negative amount becomes an adjustment grant. */
export function consumeCredits(state: State, use: Consumption): void {
  if (use.amount < 0) {
    giveBack(state, use);
    return;
  }
  const strategy = state.store.get("credits", use.creditId)?.burn_strategy ?? "";
  const grants = openGrants(state, use.companyId, use.creditId).sort(strategies[strategy] ?? byReason);
  let missing = use.amount;
  for (const grant of grants) {
    const drawn = Math.min(missing, grant.quantity_remaining);
    if (drawn <= 0) continue;
    missing = roundCredits(missing - drawn);
    enter(state, grant, {
      event_type: "usage",
      amount: -drawn,
      feature_id: use.featureId,
      usage_event_id: use.eventId,
      usage_reason: "track",
    });
    state.store.put("grants", {
      ...grant,
      quantity_remaining: roundCredits(grant.quantity_remaining - drawn),
      updated_at: state.clock.iso(),
    });
  }
}
