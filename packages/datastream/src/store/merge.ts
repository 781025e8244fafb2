import { type Entity, isJson, type Json } from "../protocol/entity.ts";
import { withDerivedEntitlements } from "./derive.ts";
import { mergeMetrics } from "./metrics.ts";

/**
 * The entity after a partial update: a new object, `base` untouched. Listed fields replace, `keys`, `credit_balances`
 * and `metrics` merge, and what entitlements repeat of balances and metrics follows unless the partial brings it.
 */
export function mergePartial(base: Entity, change: Json): Entity {
  const merged: Record<string, unknown> & { id: string } = { ...base };
  for (const field of Object.keys(change)) mergeField(merged, field, change[field]);
  const balances = incomingBalances(change);
  if (balances !== undefined) merged.credit_balances = { ...asJson(base.credit_balances), ...balances };
  if (Object.hasOwn(change, "entitlements")) return merged;
  return withDerivedEntitlements(merged, { metrics: Array.isArray(change.metrics), balances });
}

function mergeField(merged: Record<string, unknown>, field: string, value: unknown): void {
  switch (field) {
    // Whose data it is cannot change by a partial; balances are merged together; a prototype is not data.
    case "id":
    case "credit_balances":
    case "credit_lease_balance":
    case "__proto__":
      return;
    case "account_id":
    case "environment_id":
      if (value !== null) merged[field] = value;
      return;
    case "keys":
      if (isJson(value)) merged.keys = { ...asJson(merged.keys), ...value };
      return;
    case "metrics":
      if (Array.isArray(value)) merged.metrics = mergeMetrics(merged.metrics, value);
      return;
    default:
      merged[field] = value === null && LISTS.has(field) ? [] : value;
  }
}

/** Lists that a partial replaces as a whole; `null` empties them. */
const LISTS = new Set([
  "billing_product_ids",
  "plan_ids",
  "plan_version_ids",
  "entitlements",
  "rules",
  "traits",
  "crm_product_ids",
]);

/** The new balances, of open leases what they leave and not what they hold; `undefined` if there are none. */
function incomingBalances({ credit_balances, credit_lease_balance }: Json): Json | undefined {
  if (!isJson(credit_lease_balance)) return isJson(credit_balances) ? credit_balances : undefined;
  const left = Object.entries(credit_lease_balance).flatMap(([credit, lease]) =>
    isJson(lease) && typeof lease.remaining === "number" ? [[credit, lease.remaining] as const] : [],
  );
  return { ...asJson(credit_balances), ...Object.fromEntries(left) };
}

function asJson(value: unknown): Json {
  return isJson(value) ? value : {};
}
