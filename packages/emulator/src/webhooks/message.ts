import type { Change } from "../state/store.ts";

/** Something that webhooks tell about. */
export interface WebhookMessage {
  readonly type: string;
  readonly objectType: string;
  readonly body: unknown;
  readonly companyId?: string | undefined;
  readonly featureId?: string | undefined;
  readonly creditId?: string | undefined;
}

/** The word for what became of a row. */
export function verb(change: Change): "created" | "updated" | "deleted" {
  if (change.after === undefined) return "deleted";
  return change.before === undefined ? "created" : "updated";
}

/** True when something other than the time of the last sign of life has changed. */
export function isWorthTelling(change: Change): boolean {
  if (change.before === undefined || change.after === undefined) return true;
  const ignored = { last_seen_at: null, updated_at: null };
  return JSON.stringify({ ...change.before, ...ignored }) !== JSON.stringify({ ...change.after, ...ignored });
}
