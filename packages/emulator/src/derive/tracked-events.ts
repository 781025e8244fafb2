import type { EventRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";

/** An event that counted as use of a company. */
export type TrackedEvent = EventRow & { readonly company_id: string; readonly subtype: string };

/** The events kept that counted as use, and happened from one instant to another, oldest kept first. */
export function trackedBetween(state: State, from: number, to: number): TrackedEvent[] {
  const counts = (row: EventRow): row is TrackedEvent =>
    (row.type === "track" || row.type === "inference") &&
    row.status === "processed" &&
    row.company_id !== null &&
    row.subtype !== null;
  const isBetween = ({ effective_at }: EventRow): boolean =>
    Date.parse(effective_at) >= from && Date.parse(effective_at) <= to;
  return [...state.store.table("events").values()].filter(counts).filter(isBetween);
}
