import { upsertCompany } from "../operations/companies.ts";
import { type EntityInput, ensureMembership, type Keys, resolveByKeys, upsertEntity } from "../operations/entities.ts";
import type { EntityType } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import type { EventInput } from "./event-input.ts";
import type { Outcome } from "./ingest.ts";

interface Described {
  readonly keys: Keys;
  readonly name?: string | null;
  readonly traits?: Readonly<Record<string, unknown>> | null;
}

/** A name given with an event counts only for an entity that is not there yet. */
function asInput(state: State, type: EntityType, described: Described): EntityInput {
  const known = resolveByKeys(state, type, described.keys);
  return {
    keys: described.keys,
    traits: described.traits,
    name: known ? undefined : described.name,
    last_seen_at: state.clock.iso(),
  };
}

/** Creates or updates the user, and the company it belongs to, that an identify event describes. */
export function applyIdentify(state: State, event: EventInput): Outcome {
  const body = event.body as unknown as Described & { readonly company?: Described | null };
  const company = body.company?.keys ? asInput(state, "company", body.company) : undefined;
  const user = asInput(state, "user", body);
  const companyRow = company && upsertCompany(state, company).row;
  const userRow = upsertEntity(state, "user", user).row;
  if (companyRow) ensureMembership(state, companyRow.id, userRow.id);
  return { user_id: userRow.id, company_id: companyRow?.id ?? null, subtype: null };
}
