import { createEngine } from "@schematic/rulesengine";
import { creditBalances } from "../credits/balance.ts";
import { wireCompany, wireUser } from "../derive/entities.ts";
import { createFlagSet } from "../derive/flags.ts";
import { subscriptionOf } from "../derive/metrics.ts";
import type { WireCompany, WireEntitlement, WireFlag, WireUser } from "../derive/wire.ts";
import { findByKeys, type Keys } from "../operations/entities.ts";
import type { CompanyRow, UserRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";

/** Usage that has not happened yet, as the request body of a check spells it. */
export interface WirePreflight {
  readonly usage?: number | null;
  readonly event_usage?: { readonly event_subtype: string; readonly quantity: number };
  readonly credit_cost?: Readonly<Record<string, number>>;
}

/** Whom a check is about, as the request body spells it. */
export interface WireContext {
  readonly company?: Keys | null;
  readonly user?: Keys | null;
  readonly preflight?: WirePreflight | null;
}

/** A check's answer in the spelling of the wire. */
export interface CheckResult {
  readonly flag: string;
  readonly value: boolean;
  readonly reason: string;
  readonly flag_id?: string;
  readonly rule_id?: string;
  readonly rule_type?: string;
  readonly company_id?: string;
  readonly user_id?: string;
  readonly error?: string;
  readonly entitlement?: WireEntitlement;
  readonly feature_allocation?: number;
  readonly feature_usage?: number;
  readonly feature_usage_event?: string;
  readonly feature_usage_period?: string;
  readonly feature_usage_reset_at?: string;
}

/** A context with the entities that its keys name. */
export interface Subject {
  readonly companyRow: CompanyRow | undefined;
  readonly userRow: UserRow | undefined;
  readonly company: WireCompany | undefined;
  readonly user: WireUser | undefined;
}

/** Answers checks from the state. */
export interface Evaluator {
  flags(): ReadonlyMap<string, WireFlag>;
  subject(context: WireContext): Subject;
  check(flag: WireFlag, subject: Subject, preflight?: WirePreflight | null): CheckResult;
  /** The answer for a key, also for one that no flag has. */
  checkKey(key: string, context: WireContext): CheckResult;
  /** All flags for one context, with its plan and credit balances. */
  checkAll(context: WireContext): Record<string, unknown> & { flags: CheckResult[] };
}

const defined = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));

function planOf(state: State, company: CompanyRow): Record<string, unknown> | undefined {
  const plan = company.plan_id === null ? undefined : state.store.get("plans", company.plan_id);
  const subscription = subscriptionOf(state, company.id);
  if (!plan) return undefined;
  return defined({
    id: plan.id,
    name: plan.name,
    trial_end_date: subscription?.trial_end,
    trial_status: subscription?.trial_status,
  });
}

function balancesOf(state: State, companyId: string): Record<string, unknown> {
  const entries = Object.entries(creditBalances(state, companyId));
  return Object.fromEntries(
    entries.map(([id, { remaining, reserved, settled }]) => [id, { remaining, reserved, settled }]),
  );
}

function subjectOf(state: State, context: WireContext): Subject {
  const companyRow = findByKeys(state, "company", context.company);
  const userRow = findByKeys(state, "user", context.user);
  return {
    companyRow,
    userRow,
    company: companyRow && wireCompany(state, companyRow),
    user: userRow && wireUser(state, userRow),
  };
}

function createCheck(state: State): Evaluator["check"] {
  const engine = createEngine({ now: () => state.clock.now() });
  return (flag, { company, user }, preflight) => {
    const result = engine.checkFlag(flag, company, user, preflight ? defined({ ...preflight }) : undefined);
    return {
      flag: flag.key,
      value: result.value,
      reason: result.reason,
      ...defined({
        flag_id: result.flagId,
        rule_id: result.ruleId,
        rule_type: result.ruleType,
        company_id: result.companyId,
        user_id: result.userId,
        error: result.err,
        entitlement: company?.entitlements.find((entitlement) => entitlement.feature_key === flag.key),
        feature_allocation: result.featureAllocation,
        feature_usage: result.featureUsage,
        feature_usage_event: result.featureUsageEvent,
        feature_usage_period: result.featureUsagePeriod,
        feature_usage_reset_at: result.featureUsageResetAt,
      }),
    };
  };
}

/** Evaluation by the rules engine over what the state gives. */
export function createEvaluator(state: State): Evaluator {
  const flags = createFlagSet(state);
  const check = createCheck(state);
  const subject = (context: WireContext): Subject => subjectOf(state, context);

  const checkKey = (key: string, context: WireContext): CheckResult => {
    const row = state.flagsByKey.get(key)[0];
    const flag = row && flags().get(row.id);
    if (flag) return check(flag, subject(context), context.preflight);
    return { flag: key, value: false, reason: "Flag not found", error: `flag ${key} not found` };
  };

  const checkAll: Evaluator["checkAll"] = (context) => {
    const who = subject(context);
    const plan = who.companyRow && planOf(state, who.companyRow);
    return {
      flags: [...flags().values()].map((flag) => check(flag, who)),
      ...(plan && { plan }),
      ...(who.companyRow && { credit_balances: balancesOf(state, who.companyRow.id) }),
    };
  };

  return { flags, subject, check, checkKey, checkAll };
}
