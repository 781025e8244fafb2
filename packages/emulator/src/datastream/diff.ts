import type { WireCompany, WireEntitlement, WireMetric, WireUser } from "../derive/wire.ts";

/** What to tell a client that holds `before`: everything, or the members that changed. */
export type EntityUpdate =
  | { readonly kind: "full"; readonly data: object }
  | { readonly kind: "partial"; readonly data: object };

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Maps and the list of metrics are merged by clients, so what disappears from them cannot be said in part. */
function losesMember(before: object, after: object): boolean {
  return Object.keys(before).some((name) => !Object.hasOwn(after, name));
}

const metricName = (metric: WireMetric): string => [metric.event_subtype, metric.period, metric.month_reset].join("|");

function changedMetrics(before: readonly WireMetric[], after: readonly WireMetric[]): WireMetric[] {
  const known = new Map(before.map((metric) => [metricName(metric), metric]));
  return after.filter((metric) => !same(known.get(metricName(metric)), metric));
}

/** A counter that stood at 0 says nothing, so clients may keep it. */
function losesMetric(before: readonly WireMetric[], after: readonly WireMetric[]): boolean {
  const names = new Set(after.map(metricName));
  return before.some((metric) => metric.value !== 0 && !names.has(metricName(metric)));
}

type Partial_ = { -readonly [M in keyof WireCompany]?: WireCompany[M] };

/** The entitlements as clients work them out by themselves after a change of balances or metrics. */
function derived(before: WireCompany, update: Partial_, after: WireCompany): WireEntitlement[] {
  const balances = update.credit_balances ?? {};
  return before.entitlements.map((entitlement) => {
    const remaining = entitlement.credit_id === undefined ? undefined : balances[entitlement.credit_id];
    const metric = after.metrics.find(
      (each) =>
        each.event_subtype === entitlement.event_name &&
        each.period === (entitlement.metric_period ?? "all_time") &&
        each.month_reset === (entitlement.month_reset ?? "first_of_month"),
    );
    return {
      ...entitlement,
      ...(remaining !== undefined && { credit_remaining: remaining }),
      ...(update.metrics && metric && { usage: metric.value }),
    };
  });
}

const replaced = ["base_plan_id", "billing_product_ids", "plan_ids", "plan_version_ids", "rules", "traits"] as const;

/** What changed in a company, as the service would tell it; `undefined` if nothing did. */
export function companyUpdate(before: WireCompany, after: WireCompany): EntityUpdate | undefined {
  if (same(before, after)) return undefined;
  const structural =
    losesMember(before.keys, after.keys) ||
    losesMember(before.credit_balances, after.credit_balances) ||
    losesMetric(before.metrics, after.metrics);
  if (structural) return { kind: "full", data: after };
  const update: Partial_ = {};
  for (const member of replaced)
    if (!same(before[member], after[member])) Object.assign(update, { [member]: after[member] });
  if (!same(before.keys, after.keys)) update.keys = after.keys;
  if (!same(before.subscription, after.subscription)) update.subscription = after.subscription;
  if (!same(before.credit_balances, after.credit_balances)) update.credit_balances = changedBalances(before, after);
  const metrics = changedMetrics(before.metrics, after.metrics);
  if (metrics.length > 0) update.metrics = metrics;
  const expected = update.credit_balances || update.metrics ? derived(before, update, after) : before.entitlements;
  if (!same(expected, after.entitlements)) update.entitlements = after.entitlements;
  return { kind: "partial", data: update };
}

function changedBalances(before: WireCompany, after: WireCompany): Record<string, number> {
  const entries = Object.entries(after.credit_balances);
  return Object.fromEntries(entries.filter(([id, balance]) => before.credit_balances[id] !== balance));
}

/** What changed in a user; `undefined` if nothing did. */
export function userUpdate(before: WireUser, after: WireUser): EntityUpdate | undefined {
  if (same(before, after)) return undefined;
  if (losesMember(before.keys, after.keys)) return { kind: "full", data: after };
  const members = ["keys", "traits", "rules"] as const;
  const changed = members.filter((member) => !same(before[member], after[member]));
  return { kind: "partial", data: Object.fromEntries(changed.map((member) => [member, after[member]])) };
}
