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

/** The entitlement as results show it. Frozen, since all results for a company share it. */
export function echoEntitlement({ warningTiers, ...members }: EntitlementData): Entitlement {
  const echo: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(members)) {
    if (value !== null) echo[name] = typeof value === "bigint" ? Number(value) : value;
  }
  if (warningTiers.length > 0) {
    echo.warningTiers = Object.freeze(
      warningTiers.map(({ key, value }) => Object.freeze({ key, value: Number(value) })),
    );
  }
  return Object.freeze(echo) as unknown as Entitlement;
}
