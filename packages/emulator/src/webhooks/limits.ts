import { roundCredits } from "../credits/balance.ts";
import { metricOf } from "../derive/entitlements.ts";
import { allocationOf, grantsOfFeatures } from "../derive/grants-of-feature.ts";
import { subscriptionOf } from "../derive/metrics.ts";
import { periodAt } from "../derive/periods.ts";
import type { CompanyRow, CreditGrantRow, FeatureRow, PlanEntitlementRow, UsageRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import type { Change } from "../state/store.ts";
import { featureView } from "../views/catalog.ts";
import { companyView, entityView } from "../views/entities.ts";
import type { WebhookMessage } from "./message.ts";

/** Share of a limit at which a warning is due. */
const warningShare = 0.8;

/** What a counter went past: the limit itself, or the share that warns of it. */
function crossed(before: number, after: number, limit: number | null | undefined): "reached" | "warning" | undefined {
  if (typeof limit !== "number" || limit <= 0) return undefined;
  if (before < limit && after >= limit) return "reached";
  return before < limit * warningShare && after >= limit * warningShare ? "warning" : undefined;
}

interface Reading {
  readonly company: CompanyRow;
  readonly feature: FeatureRow;
  readonly row: PlanEntitlementRow;
  readonly before: number;
  readonly after: number;
  readonly resetAt: string | null;
}

function crossings(state: State, { company, row, before, after }: Reading): string[] {
  const types: string[] = [];
  const add = (kind: string, limit: number | null | undefined): void => {
    const what = crossed(before, after, limit);
    if (what) types.push(`entitlement.${kind}.${what}`);
  };
  add("limit", allocationOf(state, company, row));
  add("soft_limit", row.soft_limit);
  for (const tier of row.warning_tiers ?? []) add("tier_limit", tier.value);
  return types;
}

function message(state: State, reading: Reading, type: string): WebhookMessage {
  const { company, feature, row, after, resetAt } = reading;
  return {
    type,
    objectType: "entitlement",
    companyId: company.id,
    featureId: feature.id,
    body: {
      Allocation: allocationOf(state, company, row) ?? null,
      Entitlement: row.id,
      Feature: { ...featureView(state, feature), account_id: state.accountId },
      MetricResetAt: resetAt,
      Usage: after,
      company: companyView(state, company),
    },
  };
}

function usageMessages(state: State, change: Change): WebhookMessage[] {
  const [before, after] = [change.before as UsageRow | undefined, change.after as UsageRow | undefined];
  const company = after && state.store.get("companies", after.company_id);
  if (!company) return [];
  return [...grantsOfFeatures(state, company).values()].flatMap((grant) => {
    const feature = state.store.get("features", grant.row.feature_id);
    const metric = metricOf(grant.row);
    const { start, end } = periodAt(metric, state.clock.now(), subscriptionOf(state, company.id));
    const counted =
      feature?.event_subtype === after.event_subtype &&
      metric.period === after.period &&
      metric.month_reset === after.month_reset &&
      start.toISOString() === after.period_start;
    if (!feature || !counted) return [];
    const row = grant.row as PlanEntitlementRow;
    const values = { before: before?.value ?? 0, after: after.value, resetAt: end?.toISOString() ?? null };
    const reading = { company, feature, row, ...values };
    return crossings(state, reading).map((type) => message(state, reading, type));
  });
}

/** Balances before and after, by company and credit, of the grants that a commit changed by spending. */
function spentBalances(changes: readonly Change[]): Map<string, { grant: CreditGrantRow; spent: number }> {
  const spent = new Map<string, { grant: CreditGrantRow; spent: number }>();
  for (const change of changes) {
    if (change.table !== "grants" || !change.before || !change.after || change.after.zeroed_out_date) continue;
    const name = `${change.after.company_id}|${change.after.credit_id}`;
    const sum = (spent.get(name)?.spent ?? 0) + change.before.quantity_remaining - change.after.quantity_remaining;
    spent.set(name, { grant: change.after, spent: sum });
  }
  return spent;
}

function creditMessages(state: State, changes: readonly Change[]): WebhookMessage[] {
  return [...spentBalances(changes).values()].flatMap(({ grant, spent }) => {
    const company = state.store.get("companies", grant.company_id);
    const credit = state.store.get("credits", grant.credit_id);
    const open = state.grantsOf
      .get(grant.company_id)
      .filter((row) => row.credit_id === grant.credit_id && !row.zeroed_out_date);
    const total = open.reduce((sum, row) => sum + row.quantity, 0);
    const left = roundCredits(open.reduce((sum, row) => sum + row.quantity_remaining, 0));
    const what = crossed(total - left - spent, total - left, total);
    if (!company || !credit || !what) return [];
    const body = {
      company: entityView(state, company),
      credit: { id: credit.id, name: credit.name },
      remaining: left,
      total,
    };
    const type = `credit.limit.${what}`;
    return [{ type, objectType: "credit", companyId: company.id, creditId: credit.id, body }];
  });
}

/** What webhooks tell of limits that a commit went past. */
export function limitMessages(state: State, changes: readonly Change[]): WebhookMessage[] {
  const usage = changes.filter((change) => change.table === "usage");
  return [...usage.flatMap((change) => usageMessages(state, change)), ...creditMessages(state, changes)];
}
