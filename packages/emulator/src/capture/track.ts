import { consumeCredits } from "../credits/consume.ts";
import { grantsOfFeatures } from "../derive/grants-of-feature.ts";
import { subscriptionOf, usageId } from "../derive/metrics.ts";
import { countedPeriods, periodAt } from "../derive/periods.ts";
import { findByKeys, type Keys } from "../operations/entities.ts";
import type { ApiKeyRow, CompanyRow, EventRow, FeatureRow, UserRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { EventError } from "./event-error.ts";
import type { EventInput } from "./event-input.ts";
import type { Outcome } from "./ingest.ts";

interface Tracked {
  readonly event?: string | null;
  readonly quantity?: number | null;
  readonly requests?: number | null;
  readonly company?: Keys | null;
  readonly user?: Keys | null;
}

function quantityOf(body: Tracked, key: ApiKeyRow): number {
  const quantity = body.quantity ?? body.requests ?? 1;
  if (!Number.isSafeInteger(quantity)) throw new EventError("quantity must be a whole number");
  if (quantity < 0 && key.kind !== "secret") throw new EventError("a negative quantity requires a secret API key");
  return quantity;
}

/** Adds to the counters of the periods that the event's time falls into. */
export function countUsage(
  state: State,
  company: CompanyRow,
  event: string,
  counted: { at: string; quantity: number },
): void {
  const subscription = subscriptionOf(state, company.id);
  for (const kind of countedPeriods) {
    const { start } = periodAt(kind, Date.parse(counted.at), subscription);
    const id = usageId(company.id, event, { ...kind, start });
    const known = state.store.get("usage", id);
    const now = state.clock.iso();
    state.store.put("usage", {
      id,
      created_at: known?.created_at ?? now,
      updated_at: now,
      company_id: company.id,
      event_subtype: event,
      ...kind,
      period_start: start.toISOString(),
      value: (known?.value ?? 0) + counted.quantity,
      captured_at_min: known && known.captured_at_min < counted.at ? known.captured_at_min : counted.at,
      captured_at_max: known && known.captured_at_max > counted.at ? known.captured_at_max : counted.at,
    });
  }
}

/** Spends credits for the features that the company pays for by credit. */
function spend(state: State, company: CompanyRow, features: readonly FeatureRow[], row: EventRow): void {
  const grants = grantsOfFeatures(state, company);
  for (const feature of features) {
    const grant = grants.get(feature.id)?.row;
    if (grant?.value_type !== "credit" || grant.value_credit_id === null) continue;
    consumeCredits(state, {
      companyId: company.id,
      creditId: grant.value_credit_id,
      amount: row.quantity * (grant.consumption_rate ?? 1),
      featureId: feature.id,
      eventId: row.id,
    });
  }
}

function markSeen(state: State, company: CompanyRow | undefined, user: UserRow | undefined): void {
  const seen = { last_seen_at: state.clock.iso() };
  if (company) state.store.put("companies", { ...company, ...seen });
  if (user) state.store.put("users", { ...user, ...seen });
}

/** Counts a tracked event: usage always, credits and "last seen" unless it is recorded history. */
export function applyTrack(state: State, event: EventInput, row: EventRow, key: ApiKeyRow): Outcome {
  const body = event.body as Tracked;
  const name = body.event ?? event.type;
  const quantity = quantityOf(body, key);
  const company = findByKeys(state, "company", body.company);
  const user = findByKeys(state, "user", body.user);
  const features = [...state.store.table("features").values()].filter((feature) => feature.event_subtype === name);
  if (company && quantity !== 0) countUsage(state, company, name, { at: row.effective_at, quantity });
  if (company && quantity !== 0 && !event.backfill) spend(state, company, features, { ...row, quantity });
  if (!event.backfill) markSeen(state, company, user);
  return {
    subtype: name,
    quantity,
    company_id: company?.id ?? null,
    user_id: user?.id ?? null,
    feature_ids: features.map((feature) => feature.id),
  };
}
