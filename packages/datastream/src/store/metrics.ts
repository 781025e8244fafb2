import { isJson, type Json } from "../protocol/entity.ts";

/** Is this the metric of that event, period and reset? */
export function isSameMetric(a: Json, b: Json): boolean {
  return a.event_subtype === b.event_subtype && a.period === b.period && a.month_reset === b.month_reset;
}

/** `held` with `incoming` metrics in the place of those they are about, the others behind. */
export function mergeMetrics(held: unknown, incoming: readonly unknown[]): readonly unknown[] {
  const merged: unknown[] = Array.isArray(held) ? held.slice() : [];
  // Only what was held is looked through: the official SDKs append two new ones of the same kind twice.
  const heldCount = merged.length;
  for (const metric of incoming) {
    const at = isJson(metric) ? indexOfSame(merged, metric) : -1;
    if (at >= 0 && at < heldCount) merged[at] = metric;
    else merged.push(metric);
  }
  return merged;
}

function indexOfSame(metrics: readonly unknown[], wanted: Json): number {
  return metrics.findIndex((metric) => isJson(metric) && isSameMetric(metric, wanted));
}
