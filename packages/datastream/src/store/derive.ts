import { type Entity, isJson, type Json } from "../protocol/entity.ts";
import { isSameMetric } from "./metrics.ts";

/**
 * Entitlements repeat credit balances and metric values: lets them follow when `change` brought new ones.
 * `balances` are the incoming ones; credits that it does not name stay as they are.
 */
export function withDerivedEntitlements(entity: Entity, change: Json, balances: Json): Entity {
  const touched = Array.isArray(change.metrics) || Object.keys(balances).length > 0;
  if (!touched || !Array.isArray(entity.entitlements)) return entity;
  const entitlements = entity.entitlements.map((entitlement: unknown) => {
    if (!isJson(entitlement)) return entitlement;
    return { ...entitlement, ...remainingOf(entitlement, balances), ...usageOf(entitlement, entity.metrics) };
  });
  return { ...entity, entitlements };
}

function remainingOf({ credit_id }: Json, balances: Json): Json {
  if (typeof credit_id !== "string" || !Object.hasOwn(balances, credit_id)) return {};
  return { credit_remaining: balances[credit_id] };
}

/** No period means all time and no reset the first of the month, as the engine reads a condition. */
function usageOf({ event_name, metric_period, month_reset }: Json, metrics: unknown): Json {
  if (typeof event_name !== "string" || event_name === "" || !Array.isArray(metrics)) return {};
  const wanted = {
    event_subtype: event_name,
    period: metric_period ?? "all_time",
    month_reset: month_reset ?? "first_of_month",
  };
  const metric: unknown = metrics.find((candidate) => isJson(candidate) && isSameMetric(candidate, wanted));
  return isJson(metric) ? { usage: metric.value } : {};
}
