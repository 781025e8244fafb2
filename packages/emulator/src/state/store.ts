import type * as rows from "./rows.ts";

/** Every table by name. */
export interface Tables {
  readonly api_keys: rows.ApiKeyRow;
  readonly companies: rows.CompanyRow;
  readonly credits: rows.CreditRow;
  readonly events: rows.EventRow;
  readonly features: rows.FeatureRow;
  readonly flags: rows.FlagRow;
  readonly grants: rows.CreditGrantRow;
  readonly idempotency: rows.IdempotencyRow;
  readonly key_definitions: rows.KeyDefinitionRow;
  readonly ledger: rows.LedgerRow;
  readonly memberships: rows.MembershipRow;
  readonly meta: rows.MetaRow;
  readonly overrides: rows.OverrideRow;
  readonly plan_changes: rows.PlanChangeRow;
  readonly plan_entitlements: rows.PlanEntitlementRow;
  readonly plan_grants: rows.PlanGrantRow;
  readonly plans: rows.PlanRow;
  readonly subscriptions: rows.SubscriptionRow;
  readonly trait_definitions: rows.TraitDefinitionRow;
  readonly usage: rows.UsageRow;
  readonly users: rows.UserRow;
  readonly webhook_events: rows.WebhookEventRow;
  readonly webhooks: rows.WebhookRow;
}

export type TableName = keyof Tables;

/** The names of all tables. */
export const tableNames: readonly TableName[] = [
  "api_keys",
  "companies",
  "credits",
  "events",
  "features",
  "flags",
  "grants",
  "idempotency",
  "key_definitions",
  "ledger",
  "memberships",
  "meta",
  "overrides",
  "plan_changes",
  "plan_entitlements",
  "plan_grants",
  "plans",
  "subscriptions",
  "trait_definitions",
  "usage",
  "users",
  "webhook_events",
  "webhooks",
];

/** One row that was written or deleted, as it was before and is now. */
export type Change = {
  [N in TableName]: {
    readonly table: N;
    readonly id: string;
    readonly before?: Tables[N];
    readonly after?: Tables[N];
    /** True for recorded history (backfill): no webhook tells of it. */
    readonly silent?: boolean;
  };
}[TableName];

/** A row as it is kept on disk; `null`: it was deleted. */
export type StoredRow = readonly [table: TableName, id: string, row: Tables[TableName] | null];

/** What one transaction did. */
export interface Commit {
  readonly changes: readonly Change[];
}

type RowMap = Map<string, rows.Row>;

/**
 * The state: tables of rows in memory. All writes happen in a transaction, synchronously; one that throws leaves
 * no trace; one that succeeds is handed to the listeners as a whole.
 */
export class Store {
  readonly #tables = new Map<TableName, RowMap>(tableNames.map((name) => [name, new Map()]));
  readonly #observers: ((change: Change) => void)[] = [];
  readonly #listeners: ((commit: Commit) => void)[] = [];
  #open: Change[] | undefined;
  #silent = false;

  table<N extends TableName>(name: N): ReadonlyMap<string, Tables[N]> {
    return this.#map(name) as ReadonlyMap<string, unknown> as ReadonlyMap<string, Tables[N]>;
  }

  get<N extends TableName>(name: N, id: string): Tables[N] | undefined {
    return this.table(name).get(id);
  }

  /** Rows newest first, as the service lists them. */
  list<N extends TableName>(name: N): Tables[N][] {
    return [...this.table(name).values()].reverse();
  }

  put<N extends TableName>(name: N, row: Tables[N]): Tables[N] {
    this.#write({ table: name, id: row.id, before: this.get(name, row.id), after: row } as Change);
    return row;
  }

  delete<N extends TableName>(name: N, id: string): Tables[N] | undefined {
    const before = this.get(name, id);
    if (before !== undefined) this.#write({ table: name, id, before } as Change);
    return before;
  }

  /** Deletes the oldest rows of a table of history, so that no more than `kept` remain. */
  forgetOldest(name: TableName, kept: number): void {
    const map = this.#map(name);
    for (const id of map.keys()) {
      if (map.size <= kept) return;
      this.delete(name, id);
    }
  }

  /** Runs `work`; everything that it wrote becomes one commit. Inside another transaction it joins that one. */
  transaction<T>(work: () => T): T {
    if (this.#open !== undefined) return work();
    const changes: Change[] = [];
    this.#open = changes;
    let result: T;
    try {
      result = work();
    } catch (error) {
      this.#open = undefined;
      for (const change of changes.reverse()) this.#apply(undo(change));
      throw error;
    }
    this.#open = undefined;
    if (changes.length > 0) for (const listener of this.#listeners) listener({ changes });
    return result;
  }

  /** Runs `work` inside the open transaction; what it writes is history that nobody outside is told of. */
  silently<T>(work: () => T): T {
    const before = this.#silent;
    this.#silent = true;
    try {
      return work();
    } finally {
      this.#silent = before;
    }
  }

  /** Writes rows read back from disk: observers see them, listeners do not. */
  restore(stored: readonly StoredRow[]): void {
    for (const [table, id, after] of stored)
      this.#apply({ table, id, before: this.get(table, id), ...(after !== null && { after }) } as Change);
  }

  /** Every row there is, as `restore` takes them. */
  dump(): StoredRow[] {
    return tableNames.flatMap((name) => [...this.table(name).values()].map((row): StoredRow => [name, row.id, row]));
  }

  /** Calls back for every row change at once (indexes, caches), also for those that are undone later. */
  observe(observer: (change: Change) => void): void {
    this.#observers.push(observer);
  }

  /** Calls back after every transaction that changed something. */
  onCommit(listener: (commit: Commit) => void): void {
    this.#listeners.push(listener);
  }

  #write(change: Change): void {
    if (this.#open === undefined) throw new Error(`write to ${change.table} outside a transaction`);
    this.#open.push(this.#silent ? { ...change, silent: true } : change);
    this.#apply(change);
  }

  #apply(change: Change): void {
    const map = this.#map(change.table);
    if (change.after === undefined) map.delete(change.id);
    else map.set(change.id, change.after);
    for (const observer of this.#observers) observer(change);
  }

  #map(name: TableName): RowMap {
    const map = this.#tables.get(name);
    if (map === undefined) throw new Error(`no table ${name}`);
    return map;
  }
}

function undo(change: Change): Change {
  return { table: change.table, id: change.id, before: change.after, after: change.before } as Change;
}
