import type { EventRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";

/** As much of a body as fits on a line. */
const previewLength = 120;

const preview = (row: { id: string; name: string } | undefined): { id: string; name: string } | undefined =>
  row && { id: row.id, name: row.name };

/** A processed event. */
export function eventView(state: State, row: EventRow): Record<string, unknown> {
  const { effective_at, backfill, source, api_key_id, created_at, updated_at, ...event } = row;
  const company = preview(state.store.get("companies", row.company_id ?? ""));
  const user = preview(state.store.get("users", row.user_id ?? ""));
  return {
    ...event,
    environment_id: state.environmentId,
    body_preview: JSON.stringify(row.body).slice(0, previewLength),
    features: row.feature_ids.flatMap((id) => preview(state.store.get("features", id)) ?? []),
    ...(company && { company }),
    ...(user && { user }),
    processed_at: row.captured_at,
    loaded_at: row.captured_at,
    updated_at,
  };
}
