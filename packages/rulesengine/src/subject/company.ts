import { type StoredEntitlement, storeEntitlements } from "../entitlement.ts";
import { arrangeCycle, type Cycle } from "../evaluate/reset.ts";
import type { CompanyData, MetricData } from "../read/shapes.ts";
import type { Int } from "../values/int64.ts";
import { arrangeEntity, type Entity } from "./entity.ts";
import { metricSlots, Row } from "./slots.ts";

/** What a metric counts, and how far it is. */
interface Metric {
  readonly name: string;
  readonly value: Int;
}

/** A company, arranged for evaluation. */
export interface Company extends Entity, Pick<CompanyData, Kept> {
  /** The base plan's id, if there is one. */
  readonly basePlanIds: readonly string[];
  readonly metrics: Row<Metric>;
  readonly cycle: Cycle | null;
  /** By feature key. */
  readonly entitlements: ReadonlyMap<string, StoredEntitlement>;
}

type Kept = "planIds" | "planVersionIds" | "billingProductIds" | "creditBalances" | "creditPostpaid";

/** Arranges what was read of a company. */
export function arrangeCompany(data: CompanyData): Company {
  const { basePlanId, planIds, planVersionIds, billingProductIds, creditBalances, creditPostpaid } = data;
  const { id, ownIds, traits, rules } = arrangeEntity(data);
  return {
    id,
    ownIds,
    traits,
    rules,
    basePlanIds: basePlanId === null ? [] : [basePlanId],
    planIds,
    planVersionIds,
    billingProductIds,
    creditBalances,
    creditPostpaid,
    metrics: new Row(metricSlots, data.metrics.map(arrangeMetric)),
    cycle: data.subscription && arrangeCycle(data.subscription),
    entitlements: storeEntitlements(data.entitlements),
  };
}

/** What names a metric: all three must agree. */
export function metricName(eventSubtype: string, period: string, monthReset: string): string {
  return `${period} ${monthReset} ${eventSubtype}`;
}

function arrangeMetric({ eventSubtype, period, monthReset, value }: MetricData): Metric {
  return { name: metricName(eventSubtype, period, monthReset), value };
}
