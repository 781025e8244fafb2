import { countUsage } from "../capture/track.ts";
import { addGrant } from "../credits/ledger.ts";
import { putOverride } from "../operations/catalog.ts";
import { defaultPlanId, setCompanyPlans } from "../operations/company-plans.ts";
import { resolveByKeys, upsertEntity } from "../operations/entities.ts";
import { setSubscription } from "../operations/subscriptions.ts";
import type { CompanyRow, EntityType, UserRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";
import { toGrant } from "./apply-grant.ts";
import { at } from "./at.ts";
import { assertFree, resolve, SeedError, type SeedPath } from "./references.ts";
import type { SeedCompany, SeedCompanyGrant, SeedSubscription, SeedUser } from "./seed.ts";

function addCredits(state: State, companyId: string, grant: SeedCompanyGrant, path: SeedPath): void {
  if ((grant.remaining ?? 0) > grant.quantity) throw new SeedError([...path, "remaining"], "is more than the quantity");
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

function addSubscription(state: State, companyId: string, subscription: SeedSubscription): void {
  setSubscription(state, companyId, {
    period_start: subscription.periodStart,
    period_end: subscription.periodEnd,
    interval: subscription.interval,
    trial_end: subscription.trialEnd,
    trial_end_setting: subscription.trialEndSetting,
  });
}

function choosePlans(state: State, row: CompanyRow, company: SeedCompany, path: SeedPath): void {
  const addOns = company.addOns?.map((name, index) => resolve(state, "plans", name, [...path, "addOns", index]));
  const plan =
    company.plan === undefined
      ? (row.plan_id ?? defaultPlanId(state))
      : resolve(state, "plans", company.plan, [...path, "plan"]);
  const selection = { add_on_ids: addOns, base_plan_id: plan };
  at(path, () => setCompanyPlans(state, row, selection, { action: "quickstart", actor: "system" }));
}

/** A company or user by its keys. One that is there already keeps its id, so a seed may not choose another. */
export function addEntity<T extends EntityType>(
  state: State,
  type: T,
  entity: SeedCompany | SeedUser,
  path: SeedPath,
): T extends "company" ? CompanyRow : UserRow;
export function addEntity(
  state: State,
  type: EntityType,
  { id, keys, name, traits }: SeedCompany | SeedUser,
  path: SeedPath,
): CompanyRow | UserRow {
  const known = at(path, () => resolveByKeys(state, type, keys));
  if (known && id !== undefined && known.id !== id)
    throw new SeedError([...path, "id"], `these keys belong to the ${type} ${known.id}`);
  if (!known) assertFree(state, type === "company" ? "companies" : "users", id, path);
  const input = { keys, name, traits, new_id: id };
  return at(path, () => (type === "company" ? upsertEntity(state, type, input) : upsertEntity(state, type, input)).row);
}

/** Writes a company of a seed with everything that belongs to it. */
export function addCompany(state: State, company: SeedCompany, path: SeedPath): void {
  const row = addEntity(state, "company", company, path);
  const { subscription } = company;
  if (subscription) at([...path, "subscription"], () => addSubscription(state, row.id, subscription));
  choosePlans(state, row, company, path);
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
