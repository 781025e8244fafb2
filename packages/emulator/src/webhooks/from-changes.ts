import type { FlagRow, OverrideRow, SubscriptionRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import type { Change, TableName, Tables } from "../state/store.ts";
import { entitlementView, featureView, overrideView, planView } from "../views/catalog.ts";
import { companyView, subscriptionView, userView } from "../views/entities.ts";
import { flagView, ruleView } from "../views/flags.ts";
import { planChangeView } from "../views/plan-changes.ts";
import { isWorthTelling, verb, type WebhookMessage } from "./message.ts";

type Teller = (state: State, change: Change) => WebhookMessage[];

/** Tells of creation, change and deletion of rows in one way. */
function lifecycle<N extends TableName>(
  prefix: string,
  objectType: string,
  view: (state: State, row: Tables[N]) => unknown,
): Teller {
  return (state, change) => {
    const row = (change.after ?? change.before) as Tables[N];
    const owner = (row as { readonly company_id?: string }).company_id;
    const companyId = change.table === "companies" ? row.id : owner;
    return [{ type: `${prefix}.${verb(change)}`, objectType, body: view(state, row), companyId }];
  };
}

const flag: Teller = (state, change) => {
  const [before, after] = [change.before as FlagRow | undefined, change.after as FlagRow | undefined];
  const rulesChanged = before && after && JSON.stringify(before.rules) !== JSON.stringify(after.rules);
  if (!rulesChanged) return lifecycle<"flags">("flag", "flag", flagView)(state, change);
  const gone = before.rules.filter((rule) => !after.rules.some((other) => other.id === rule.id));
  return [
    { type: "flag_rules.updated", objectType: "flag", body: flagView(state, after) },
    ...gone.map((rule) => ({ type: "rule.deleted", objectType: "rule", body: ruleView(state, before, rule) })),
  ];
};

const override: Teller = (state, change) => {
  const [before, after] = [change.before as OverrideRow | undefined, change.after as OverrideRow | undefined];
  const messages = lifecycle<"overrides">("company.override", "company_override", overrideView)(state, change);
  if (!(after?.expired && before && !before.expired)) return messages;
  return messages.map((message) => ({ ...message, type: "company.override.expired" }));
};

const subscription: Teller = (_state, change) => {
  const [before, after] = [change.before as SubscriptionRow | undefined, change.after as SubscriptionRow | undefined];
  if (before?.trial_status !== "active" || !after || after.trial_status === "active") return [];
  const body = subscriptionView(after);
  return [{ type: "subscription.trial.ended", objectType: "subscription", body, companyId: after.company_id }];
};

const tellers: Partial<Record<TableName, Teller>> = {
  companies: lifecycle<"companies">("company", "company", companyView),
  users: lifecycle<"users">("user", "user", userView),
  features: lifecycle<"features">("feature", "feature", featureView),
  plans: lifecycle<"plans">("plan", "plan", planView),
  plan_entitlements: lifecycle<"plan_entitlements">("plan.entitlement", "plan_entitlement", entitlementView),
  flags: flag,
  overrides: override,
  subscriptions: subscription,
  plan_changes: (state, change) =>
    change.after === undefined
      ? []
      : [
          {
            type: "company.plan_changed",
            objectType: "plan_change",
            body: planChangeView(state, change.after as Tables["plan_changes"]),
            companyId: (change.after as Tables["plan_changes"]).company_id,
          },
        ],
};

/** One change a row: what was written several times in a commit counts from its first to its last state. */
function merge(changes: readonly Change[]): Change[] {
  const merged = new Map<string, Change>();
  for (const change of changes) {
    const name = `${change.table}|${change.id}`;
    const first = merged.get(name);
    merged.set(name, (first ? { ...change, before: first.before } : change) as Change);
  }
  return [...merged.values()].filter((change) => change.before !== undefined || change.after !== undefined);
}

/** What webhooks tell of the changes of a commit. */
export function messagesOf(state: State, changes: readonly Change[]): WebhookMessage[] {
  return merge(changes)
    .filter(isWorthTelling)
    .flatMap((change) => tellers[change.table]?.(state, change) ?? []);
}
