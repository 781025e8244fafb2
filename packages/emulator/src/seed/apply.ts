import { countUsage } from "../capture/track.ts";
import { addGrant } from "../credits/ledger.ts";
import { HttpError } from "../http/http-error.ts";
import { putEntitlement, putFeature, putFlag, putOverride, putPlan } from "../operations/catalog.ts";
import { defaultPlanId, setCompanyPlans } from "../operations/company-plans.ts";
import { putCredit, putPlanGrant } from "../operations/credits.ts";
import { ensureMembership, resolveByKeys, upsertEntity } from "../operations/entities.ts";
import { setRules } from "../operations/rules.ts";
import { setSubscription } from "../operations/subscriptions.ts";
import { putWebhook } from "../operations/webhooks.ts";
import { putApiKey } from "../state/api-keys.ts";
import type { State } from "../state/state.ts";
import { toRules } from "./apply-rules.ts";
import { resolve, resolveTrait, SeedError, type SeedPath } from "./references.ts";
import type {
  Seed,
  SeedCompany,
  SeedCompanyGrant,
  SeedFeature,
  SeedFlag,
  SeedGrant,
  SeedPlan,
  SeedUser,
} from "./seed.ts";

/** Runs what a part of a seed asks for; a refusal names the part. */
function at<T>(path: SeedPath, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof HttpError) throw new SeedError(path, error.message);
    throw error;
  }
}

function addFeature(state: State, feature: SeedFeature): void {
  const trait = feature.trait === undefined ? null : resolveTrait(state, feature.trait, "number").id;
  const guessed = feature.event !== undefined ? "event" : trait !== null ? "trait" : "boolean";
  putFeature(state, {
    id: feature.id,
    name: feature.name,
    description: feature.description,
    feature_type: feature.type ?? guessed,
    event_subtype: feature.event ?? null,
    trait_id: trait,
    flag: feature.flag === undefined ? undefined : { key: feature.flag, name: feature.name },
  });
}

function toGrant(state: State, grant: SeedGrant, path: SeedPath) {
  const given = (["boolean", "unlimited", "numeric", "trait", "credit"] as const).filter(
    (name) => grant[name] !== undefined,
  );
  const [type = "boolean"] = given;
  if (given.length > 1) throw new SeedError(path, `only one of ${given.join(", ")} may be given`);
  return {
    feature_id: resolve(state, "features", grant.feature, [...path, "feature"]),
    value_type: type,
    value_bool: grant.boolean ?? true,
    value_numeric: grant.numeric ?? null,
    value_trait_id: grant.trait === undefined ? null : resolveTrait(state, grant.trait, "number").id,
    value_credit_id: grant.credit === undefined ? null : resolve(state, "credits", grant.credit, [...path, "credit"]),
    credit_consumption_rate: grant.consumptionRate ?? null,
    metric_period: grant.period ?? null,
    metric_period_month_reset: grant.monthReset ?? null,
  };
}

function addPlan(state: State, plan: SeedPlan, path: SeedPath): void {
  const row = putPlan(state, {
    id: plan.id,
    name: plan.name,
    description: plan.description,
    plan_type: plan.type,
    is_default: plan.default,
    is_trialable: plan.trialDays !== undefined,
    trial_days: plan.trialDays ?? null,
  });
  for (const [index, entitlement] of (plan.entitlements ?? []).entries()) {
    const place = [...path, "entitlements", index];
    const { softLimit, priceBehavior, warningTiers } = entitlement;
    const more = { plan_id: row.id, soft_limit: softLimit, price_behavior: priceBehavior, warning_tiers: warningTiers };
    at(place, () => putEntitlement(state, { ...toGrant(state, entitlement, place), ...more }));
  }
  for (const [index, credits] of (plan.credits ?? []).entries())
    putPlanGrant(state, {
      plan_id: row.id,
      credit_id: resolve(state, "credits", credits.credit, [...path, "credits", index, "credit"]),
      credit_amount: credits.amount,
      reset_type: credits.reset === undefined ? "no_reset" : "plan_period",
      reset_cadence: credits.reset ?? "monthly",
      reset_start: credits.resetStart ?? "first_of_month",
      rollover_percentage: credits.rolloverPercentage,
    });
}

function addCredits(state: State, companyId: string, grant: SeedCompanyGrant, path: SeedPath): void {
  addGrant(state, {
    company_id: companyId,
    credit_id: resolve(state, "credits", grant.credit, [...path, "credit"]),
    quantity: grant.quantity,
    quantity_remaining: grant.remaining ?? grant.quantity,
    grant_reason: grant.reason ?? "free",
    expires_at: grant.expiresAt === undefined ? null : new Date(grant.expiresAt).toISOString(),
  });
}

function setPlanCredits(state: State, companyId: string, company: SeedCompany, path: SeedPath): void {
  for (const [credit, left] of Object.entries(company.planCredits ?? {})) {
    const id = resolve(state, "credits", credit, [...path, "planCredits", credit]);
    const grant = state.grantsOf.get(companyId).find((row) => row.credit_id === id && row.plan_grant_id !== null);
    if (!grant || left > grant.quantity) throw new SeedError([...path, "planCredits", credit], "no plan gives so many");
    state.store.put("grants", { ...grant, quantity_remaining: left });
  }
}

function addCompany(state: State, company: SeedCompany, path: SeedPath): void {
  const { id, keys, name, traits } = company;
  const { row } = at(path, () => upsertEntity(state, "company", { keys, name, traits, new_id: id }));
  const subscription = company.subscription;
  if (subscription)
    setSubscription(state, row.id, {
      period_start: subscription.periodStart,
      period_end: subscription.periodEnd,
      interval: subscription.interval,
      trial_end: subscription.trialEnd,
      trial_end_setting: subscription.trialEndSetting,
    });
  const addOns = (company.addOns ?? []).map((name, index) => resolve(state, "plans", name, [...path, "addOns", index]));
  const plan =
    company.plan === undefined ? defaultPlanId(state) : resolve(state, "plans", company.plan, [...path, "plan"]);
  const selection = { add_on_ids: addOns, base_plan_id: plan };
  at(path, () => setCompanyPlans(state, row, selection, { action: "quickstart", actor: "system" }));
  setPlanCredits(state, row.id, company, path);
  for (const [event, quantity] of Object.entries(company.usage ?? {}))
    countUsage(state, row, event, { at: state.clock.iso(), quantity });
  for (const [index, override] of (company.overrides ?? []).entries()) {
    const place = [...path, "overrides", index];
    const more = { company_id: row.id, expiration_date: override.expiresAt, note: override.note };
    at(place, () => putOverride(state, { ...toGrant(state, override, place), ...more }));
  }
  for (const [index, grant] of (company.grants ?? []).entries())
    addCredits(state, row.id, grant, [...path, "grants", index]);
}

function addUser(state: State, user: SeedUser, path: SeedPath): void {
  const { id, keys, name, traits } = user;
  const { row } = at(path, () => upsertEntity(state, "user", { keys, name, traits, new_id: id }));
  for (const [index, company] of (user.companies ?? []).entries()) {
    const found = resolveByKeys(state, "company", company);
    if (!found) throw new SeedError([...path, "companies", index], "no company has these keys");
    ensureMembership(state, found.id, row.id);
  }
}

function addFlag(state: State, flag: SeedFlag, path: SeedPath): void {
  const feature = flag.feature === undefined ? null : resolve(state, "features", flag.feature, [...path, "feature"]);
  const row = at(path, () =>
    putFlag(state, {
      id: flag.id,
      key: flag.key,
      name: flag.name,
      description: flag.description,
      default_value: flag.default,
      feature_id: feature,
    }),
  );
  if (flag.rules) setRules(state, row, toRules(state, flag.rules, [...path, "rules"]));
}

/** Writes everything that a seed describes, in one transaction. Throws a SeedError that names the member at fault. */
export function applySeed(state: State, seed: Seed): void {
  if (seed.clock !== undefined) state.clock.set(seed.clock);
  const each = <T>(name: keyof Seed, list: readonly T[] | undefined, add: (entry: T, path: SeedPath) => void): void => {
    for (const [index, entry] of (list ?? []).entries()) add(entry, [name, index]);
  };
  state.store.transaction(() => {
    for (const [name, type] of Object.entries(seed.traits ?? {})) resolveTrait(state, name, type);
    each("credits", seed.credits, (credit) => putCredit(state, credit));
    each("features", seed.features, (feature, path) => at(path, () => addFeature(state, feature)));
    each("plans", seed.plans, (plan, path) => addPlan(state, plan, path));
    each("companies", seed.companies, (company, path) => addCompany(state, company, path));
    each("users", seed.users, (user, path) => addUser(state, user, path));
    each("flags", seed.flags, (flag, path) => addFlag(state, flag, path));
    each("webhooks", seed.webhooks, (webhook) => putWebhook(state, { ...webhook, request_types: webhook.types }));
    each("apiKeys", seed.apiKeys, (key) =>
      putApiKey(state, {
        secret: key.secret,
        name: key.name ?? "seed",
        kind: key.kind ?? "secret",
        readonly: key.readonly ?? false,
      }),
    );
  });
}
