import { HttpError } from "../http/http-error.ts";
import type { PlanEntitlementRow, PlanRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { putEntitlement } from "./catalog.ts";

/** An entitlement that could not be copied to another plan, and why. */
export interface SkippedEntitlement {
  readonly row: PlanEntitlementRow;
  readonly reason: string;
}

/** Copies a plan's entitlements to another plan, but for those of features that the other grants already. */
export function copyEntitlements(
  state: State,
  from: PlanRow,
  to: PlanRow,
): { copied: PlanEntitlementRow[]; skipped: SkippedEntitlement[] } {
  const [copied, skipped]: [PlanEntitlementRow[], SkippedEntitlement[]] = [[], []];
  for (const row of state.entitlementsOf.get(from.id)) {
    try {
      const input = { ...row, plan_id: to.id, credit_consumption_rate: row.consumption_rate };
      copied.push(putEntitlement(state, input));
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      skipped.push({ row, reason: error.message });
    }
  }
  return { copied, skipped };
}
