import type { Change, TableName } from "../state/store.ts";

/** What a commit may have changed for clients. */
export interface Touched {
  readonly flags: boolean;
  /** True when rules or entitlements may have changed for everyone. */
  readonly catalog: boolean;
  readonly companies: Set<string>;
  readonly users: Set<string>;
}

const catalogTables: ReadonlySet<TableName> = new Set<TableName>([
  "credits",
  "features",
  "flags",
  "plan_entitlements",
  "plans",
  "trait_definitions",
]);
const ownedTables: ReadonlySet<TableName> = new Set<TableName>(["grants", "overrides", "subscriptions", "usage"]);

function companyOf(change: Change): string | undefined {
  if (change.table === "companies") return change.id;
  if (!ownedTables.has(change.table)) return undefined;
  return ((change.after ?? change.before) as { readonly company_id?: string } | undefined)?.company_id;
}

/** Which flags, companies and users the changes of a commit concern. */
export function touchedBy(changes: readonly Change[]): Touched {
  const catalog = changes.some((change) => catalogTables.has(change.table));
  return {
    catalog,
    flags: catalog || changes.some((change) => change.table === "overrides"),
    companies: new Set(changes.flatMap((change) => companyOf(change) ?? [])),
    users: new Set(changes.filter((change) => change.table === "users").map((change) => change.id)),
  };
}
