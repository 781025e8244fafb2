import { type Entity, isJson, type Json } from "../protocol/entity.ts";
import { isSameMetric } from "./metrics.ts";

/** What an update brought that entitlements repeat. */
export interface Brought {
  readonly metrics: boolean;
  /** The incoming ones: credits that are not among them stay as they are. */
  readonly balances: Json | undefined;
}

/** Entitlements repeat credit balances and metric values: lets them follow where an update brought new ones. */
export function withDerivedEntitlements(entity: Entity, brought: Brought): Entity {
  if ((!brought.metrics && brought.balances === undefined) || !Array.isArray(entity.entitlements)) return entity;
  const entitlements = entity.entitlements.map((entitlement: unknown) =>
    isJson(entitlement) ? derive(entitlement, entity, brought) : entitlement,
  );
  return { ...entity, entitlements };
}

function derive(entitlement: Json, { metrics }: Entity, { balances }: Brought): Json {
  const { credit_id, event_name } = entitlement;
  const isBrought = typeof credit_id === "string" && balances !== undefined && Object.hasOwn(balances, credit_id);
  const metric = typeof event_name === "string" && event_name !== "" ? metricOf(entitlement, metrics) : undefined;
  const remaining = isBrought ? balances[credit_id] : entitlement.credit_remaining;
  const usage = metric === undefined ? entitlement.usage : metric.value;
  if (remaining === entitlement.credit_remaining && usage === entitlement.usage) return entitlement;
  return { ...entitlement, ...(isBrought && { credit_remaining: remaining }), ...(metric && { usage }) };
}

/** No period means all time and no reset the first of the month, as the engine reads a condition. */
function metricOf({ event_name, metric_period, month_reset }: Json, metrics: unknown): Json | undefined {
  if (!Array.isArray(metrics)) return undefined;
  const wanted = {
    event_subtype: event_name,
    period: metric_period ?? "all_time",
    month_reset: month_reset ?? "first_of_month",
  };
  return metrics.find((metric): metric is Json => isJson(metric) && isSameMetric(metric, wanted));
}
