import { type Entity, isJson, type Json } from "../protocol/entity.ts";
import { withDerivedEntitlements } from "./derive.ts";
import { mergeMetrics } from "./metrics.ts";

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
/** What says whose data it is: a partial cannot move it to another entity, account or environment by `null`. */
const IDENTITIES = new Set(["account_id", "environment_id"]);

/**
 * The entity after a partial update: a new object, `base` untouched. Listed fields replace, `keys`, `credit_balances`
 * and `metrics` merge, and what entitlements repeat of balances and metrics follows unless the partial brings it.
 */
export function mergePartial(base: Entity, change: Json): Entity {
  const merged: Record<string, unknown> = Object.fromEntries(
    Object.entries(change).flatMap(([field, value]) => mergeField(base, field, value)),
  );
  const leases = leaseBalances(change.credit_lease_balance);
  const balances = { ...(isJson(change.credit_balances) ? change.credit_balances : undefined), ...leases };
  if (Object.keys(balances).length > 0) merged.credit_balances = { ...asJson(base.credit_balances), ...balances };
  const entity: Entity = { ...base, ...merged, id: base.id };
  return Object.hasOwn(change, "entitlements") ? entity : withDerivedEntitlements(entity, change, balances);
}

function mergeField(base: Entity, field: string, value: unknown): [string, unknown][] {
  if (LISTS.has(field)) return [[field, value ?? []]];
  if (IDENTITIES.has(field)) return value === null ? [] : [[field, value]];
  if (field === "id" || field === "credit_balances" || field === "credit_lease_balance") return [];
  if (field === "keys") return isJson(value) ? [[field, { ...asJson(base.keys), ...value }]] : [];
  if (field === "metrics") return Array.isArray(value) ? [[field, mergeMetrics(base.metrics, value)]] : [];
  return [[field, value]];
}

/** Of what open leases say about credits, what is left counts as the balance; what they hold does not. */
function leaseBalances(leases: unknown): Json {
  if (!isJson(leases)) return {};
  const remaining = Object.entries(leases).flatMap(([credit, lease]) =>
    isJson(lease) && typeof lease.remaining === "number" ? [[credit, lease.remaining] as const] : [],
  );
  return Object.fromEntries(remaining);
}

function asJson(value: unknown): Json {
  return isJson(value) ? value : {};
}
