import { clockView } from "./admin/clock.ts";
import type { Feed } from "./feed.ts";
import type { EventRow } from "./state/rows.ts";
import type { State } from "./state/state.ts";
import type { Change, TableName } from "./state/store.ts";
import { verb } from "./webhooks/message.ts";

/** Bookkeeping that no reader of the feed can look up. */
const internal: ReadonlySet<TableName> = new Set<TableName>(["idempotency", "meta"]);

function changeData(change: Change): Record<string, unknown> {
  const owner = ((change.after ?? change.before) as { readonly company_id?: string | null } | undefined)?.company_id;
  return { table: change.table, id: change.id, kind: verb(change), ...(owner && { company_id: owner }) };
}

function eventData(row: EventRow): Record<string, unknown> {
  const { id, type, subtype, quantity, company_id, user_id, status, error_message, body } = row;
  return { id, type, subtype, quantity, company_id, user_id, status, error_message, body };
}

/** A check that a client answered from local data and reported. */
function reportedCheck({ body, company_id, user_id }: EventRow): Record<string, unknown> {
  const { flag_key, ...rest } = body;
  return { flag: flag_key, ...rest, company_id, user_id, source: "client" };
}

/** Publishes what happens to the state and its clock. */
export function publishState(state: State, feed: Feed): void {
  state.store.onCommit(({ changes }) => {
    for (const change of changes) {
      if (internal.has(change.table)) continue;
      const event = change.table === "events" && !change.before ? change.after : undefined;
      if (event?.source === "check") continue;
      feed.publish("change", changeData(change));
      if (event) feed.publish("event", eventData(event));
      if (event?.type === "flag_check") feed.publish("check", reportedCheck(event));
    }
  });
  state.clock.onChange(() => feed.publish("clock", clockView(state.clock)));
}
