import type { EntitlementData } from "./read/shapes.ts";

/** What a company is entitled to for the feature behind a flag, as stored: nothing in it is computed. Absent members do not apply. */
export interface Entitlement {
  readonly featureId: string;
  readonly featureKey: string;
  readonly valueType: EntitlementData["valueType"];
  readonly allocation?: number;
  readonly softLimit?: number;
  readonly usage?: number;
  readonly eventName?: string;
  readonly eventSubtype?: string;
  readonly metricPeriod?: "all_time" | "current_day" | "current_month" | "current_week";
  readonly monthReset?: "first_of_month" | "billing_cycle";
  /** The text that was stored. */
  readonly metricResetAt?: string;
  readonly creditId?: string;
  readonly creditTotal?: number;
  readonly creditUsed?: number;
  readonly creditRemaining?: number;
  readonly creditReserved?: number;
  readonly creditSettled?: number;
  readonly consumptionRate?: number;
  readonly warningTiers?: readonly { readonly key: string; readonly value: number }[];
}

/** An entitlement, with what results show of it once one has. */
export interface StoredEntitlement {
  readonly data: EntitlementData;
  echo: Entitlement | undefined;
}

/** Entitlements by feature key, of which the first counts. */
export function storeEntitlements(entitlements: readonly EntitlementData[]): ReadonlyMap<string, StoredEntitlement> {
  const stored = new Map<string, StoredEntitlement>();
  for (const data of entitlements) {
    if (!stored.has(data.featureKey)) stored.set(data.featureKey, { data, echo: undefined });
  }
  return stored;
}

/** The entitlement as results show it. Frozen, since all results for a company share it. */
export function echoOf(stored: StoredEntitlement): Entitlement {
  stored.echo ??= echo(stored.data);
  return stored.echo;
}

function echo({ warningTiers, ...members }: EntitlementData): Entitlement {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(members)) {
    if (value !== null) shown[name] = typeof value === "bigint" ? Number(value) : value;
  }
  if (warningTiers.length > 0) {
    const tiers = warningTiers.map(({ key, value }) => Object.freeze({ key, value: Number(value) }));
    shown.warningTiers = Object.freeze(tiers);
  }
  return Object.freeze(shown) as unknown as Entitlement;
}
