import { roundCredits } from "../credits/balance.ts";
import type { CompanyRow, FeatureRow, LedgerRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { type TrackedEvent, trackedBetween } from "./tracked-events.ts";

/** A use of a feature by a user of a company, or by nobody that the event names. */
export interface FeatureUse {
  readonly userId: string | null;
  readonly feature: FeatureRow;
  readonly at: string;
  readonly amount: number;
}

/** Credits that such a use cost. */
export interface CreditUse {
  readonly userId: string | null;
  readonly creditId: string;
  readonly at: string;
  readonly amount: number;
}

/** Whose use of what is asked for, and between which instants. */
export interface UseQuery {
  readonly company: CompanyRow;
  readonly featureId?: string | undefined;
  readonly from: number;
  readonly to: number;
}

function eventsOf(state: State, { company, from, to }: UseQuery): TrackedEvent[] {
  return trackedBetween(state, from, to).filter((event) => event.company_id === company.id);
}

/** What the events that are kept say of a company's use of features. */
export function featureUses(state: State, query: UseQuery): FeatureUse[] {
  const features = [...state.store.table("features").values()].filter(
    ({ id }) => query.featureId === undefined || id === query.featureId,
  );
  return eventsOf(state, query).flatMap(({ user_id, subtype, effective_at, quantity }) =>
    features
      .filter((feature) => feature.event_subtype === subtype)
      .map((feature) => ({ userId: user_id, feature, at: effective_at, amount: quantity })),
  );
}

/** What the same events cost in credits, by the ledger. */
export function creditUses(state: State, query: UseQuery): CreditUse[] {
  const events = new Map(eventsOf(state, query).map((event) => [event.id, event]));
  const use = (line: LedgerRow): CreditUse[] => {
    const event = line.event_type === "usage" ? events.get(line.usage_event_id ?? "") : undefined;
    if (!event || (query.featureId !== undefined && line.feature_id !== query.featureId)) return [];
    return [{ userId: event.user_id, creditId: line.billing_credit_id, at: event.effective_at, amount: -line.amount }];
  };
  return state.ledgerOf.get(query.company.id).flatMap(use);
}

/** The amounts of some uses together, to the precision of credits. */
export function total(uses: readonly { readonly amount: number }[]): number {
  return roundCredits(uses.reduce((sum, use) => sum + use.amount, 0));
}
