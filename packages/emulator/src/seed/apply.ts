import { putEntitlement, putFeature, putFlag, putPlan } from "../operations/catalog.ts";
import { putCredit, putPlanGrant } from "../operations/credits.ts";
import { ensureMembership, resolveByKeys } from "../operations/entities.ts";
import { setRules } from "../operations/rules.ts";
import { putWebhook, webhookTypes } from "../operations/webhooks.ts";
import { putApiKey } from "../state/api-keys.ts";
import type { EntityType } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { addCompany, addEntity } from "./apply-company.ts";
import { toGrant } from "./apply-grant.ts";
import { toRules } from "./apply-rules.ts";
import { at } from "./at.ts";
import { assertFree, resolve, resolveTrait, SeedError, type SeedPath } from "./references.ts";
import type {
  Seed,
  SeedApiKey,
  SeedCompany,
  SeedCredit,
  SeedFeature,
  SeedPlan,
  SeedUser,
  SeedWebhook,
} from "./seed.ts";
import type { SeedFlag } from "./seed-flag.ts";

function addFeature(state: State, feature: SeedFeature, path: SeedPath): void {
  assertFree(state, "features", feature.id, path);
  for (const type of ["event", "trait"] as const)
    if (feature.type === type && feature[type] === undefined)
      throw new SeedError(path, `${type === "event" ? "an event" : "a trait"} feature needs ${type}`);
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

function addPlan(state: State, plan: SeedPlan, path: SeedPath): void {
  assertFree(state, "plans", plan.id, path);
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

function addUser(state: State, user: SeedUser, path: SeedPath): void {
  const row = addEntity(state, "user", user, path);
  for (const [index, company] of (user.companies ?? []).entries()) {
    const place = [...path, "companies", index];
    const found = at(place, () => resolveByKeys(state, "company", company));
    if (!found) throw new SeedError(place, "no company has these keys");
    ensureMembership(state, found.id, row.id);
  }
}

function addFlag(state: State, flag: SeedFlag, path: SeedPath): void {
  assertFree(state, "flags", flag.id, path);
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

function addWebhook(state: State, { types, ...webhook }: SeedWebhook, path: SeedPath): void {
  const known = webhookTypes();
  for (const [index, type] of (types ?? []).entries())
    if (!known.includes(type)) throw new SeedError([...path, "types", index], `there is no webhook type ${type}`);
  at(path, () => putWebhook(state, { ...webhook, request_types: types }));
}

function addCredit(state: State, credit: SeedCredit, path: SeedPath): void {
  assertFree(state, "credits", credit.id, path);
  putCredit(state, credit);
}

function addApiKey(state: State, { secret, name = "seed", kind = "secret", readonly = false }: SeedApiKey): void {
  putApiKey(state, { secret, name, kind, readonly });
}

/** Adds companies or users, each once: a second entry for one would be merged into the first without a word. */
function once<T extends SeedCompany | SeedUser>(type: EntityType, add: Adder<T>): Adder<T> {
  const places = new Map<string, SeedPath>();
  return (state, entry, path) => {
    const find = (): string | undefined => at(path, () => resolveByKeys(state, type, entry.keys)?.id);
    const first = places.get(find() ?? "");
    if (first) throw new SeedError(path, `is the same ${type} as ${first.join(".")}`, first);
    add(state, entry, path);
    places.set(find() ?? "", path);
  };
}

function write(state: State, seed: Seed): void {
  const each = <T>(name: keyof Seed, list: readonly T[] | undefined, add: Adder<T>): void => {
    for (const [index, entry] of (list ?? []).entries()) add(state, entry, [name, index]);
  };
  for (const [name, type] of Object.entries(seed.traits ?? {})) resolveTrait(state, name, type);
  each("credits", seed.credits, addCredit);
  each("features", seed.features, (_state, feature, path) => at(path, () => addFeature(state, feature, path)));
  each("plans", seed.plans, addPlan);
  each("companies", seed.companies, once("company", addCompany));
  each("users", seed.users, once("user", addUser));
  each("flags", seed.flags, addFlag);
  each("webhooks", seed.webhooks, addWebhook);
  each("apiKeys", seed.apiKeys, addApiKey);
}

type Adder<T> = (state: State, entry: T, path: SeedPath) => void;

function setClock(state: State, instant: string): void {
  try {
    state.clock.set(instant);
  } catch (error) {
    throw error instanceof RangeError ? new SeedError(["clock"], error.message) : error;
  }
}

/**
 * Writes everything that a seed describes, in one transaction, after `before`, which is part of it. Throws a SeedError that
 * names the member at fault; then state and clock are as they were.
 */
export function applySeed(state: State, seed: Seed, before: () => void = () => undefined): void {
  const { clock } = state;
  const was = clock.now();
  try {
    state.store.transaction(() => {
      before();
      if (seed.clock !== undefined) setClock(state, seed.clock);
      write(state, seed);
    });
  } catch (error) {
    if (seed.clock !== undefined && clock.now() !== was) clock.set(was);
    throw error;
  }
}
