import { planIdsOf } from "../../derive/grants-of-feature.ts";
import { badRequest, notFound } from "../../http/http-error.ts";
import { deleteCompany, upsertCompany } from "../../operations/companies.ts";
import { setCompanyPlans } from "../../operations/company-plans.ts";
import {
  assertNew,
  type EntityInput,
  ensureMembership,
  type Keys,
  resolveByKeys,
  upsertEntity,
} from "../../operations/entities.ts";
import { setSubscription } from "../../operations/subscriptions.ts";
import { addToTrait } from "../../operations/trait-increment.ts";
import type { CompanyRow, EntityRow, UserRow } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import { companyView, entityView, membershipView, subscriptionView, userView } from "../../views/entities.ts";
import type { Handlers, OperationRequest } from "../operation.ts";
import { among, matches, page } from "../query.ts";
import { listedCompanies, searchTexts } from "./company-list.ts";

type CompanyInput = EntityInput & { readonly base_plan_id?: string | null };
interface ManagePlanInput {
  readonly company_id: string;
  readonly base_plan_id?: string | null;
  readonly add_on_selections: readonly { readonly plan_id: string }[];
  readonly trial_end?: string | null;
}
type UserInput = EntityInput & {
  readonly company?: Keys | null;
  readonly companies?: readonly Keys[] | null;
  readonly company_id?: string | null;
  readonly company_ids?: readonly string[] | null;
};

function company(state: State, id: string | undefined): CompanyRow {
  const row = state.store.get("companies", id ?? "");
  if (!row) throw notFound("company");
  return row;
}

function user(state: State, id: string | undefined): UserRow {
  const row = state.store.get("users", id ?? "");
  if (!row) throw notFound("user");
  return row;
}

function byKeys(state: State, type: "company", keys: Keys | undefined): CompanyRow;
function byKeys(state: State, type: "user", keys: Keys | undefined): UserRow;
function byKeys(state: State, type: "company" | "user", keys: Keys | undefined): EntityRow {
  if (!keys) throw badRequest("keys is required");
  const row = resolveByKeys(state, type, keys);
  if (!row) throw notFound(type);
  return row;
}

function listedUsers(state: State, { query }: OperationRequest): UserRow[] {
  const [ids, companyId, planId] = [query.texts("ids"), query.text("company_id"), query.text("plan_id")];
  return state.store.list("users").filter((row) => {
    const companies = state.membershipsOf.get(row.id).map((membership) => membership.company_id);
    if (!among(ids, row.id) || !matches(query, searchTexts(row))) return false;
    if (companyId !== undefined && !companies.includes(companyId)) return false;
    const hasPlan = (id: string): boolean => planIdsOf(company(state, id)).includes(planId ?? "");
    return planId === undefined || companies.some(hasPlan);
  });
}

function upsertUser(state: State, body: UserInput): UserRow {
  const linked = [
    ...[...(body.companies ?? []), ...(body.company ? [body.company] : [])].map(
      (keys) => upsertCompany(state, { keys }).row,
    ),
    ...[...(body.company_ids ?? []), ...(body.company_id ? [body.company_id] : [])].map((id) => company(state, id)),
  ];
  const { row } = upsertEntity(state, "user", body);
  for (const { id } of linked) ensureMembership(state, id, row.id);
  return row;
}

function deleteUser(state: State, row: UserRow): void {
  for (const membership of state.membershipsOf.get(row.id)) state.store.delete("memberships", membership.id);
  state.store.delete("users", row.id);
}

function listedMemberships(state: State, { query }: OperationRequest) {
  const [companyId, userId] = [query.text("company_id"), query.text("user_id")];
  return state.store
    .list("memberships")
    .filter((row) => companyId === undefined || row.company_id === companyId)
    .filter((row) => userId === undefined || row.user_id === userId);
}

/** Companies and what belongs to them. */
export const companyHandlers: Handlers = {
  upsertCompany: ({ body }, { state }) => companyView(state, upsertCompany(state, body as unknown as CompanyInput).row),
  createCompany: ({ body }, { state }) => {
    assertNew(state, "company", body.keys as Keys);
    return companyView(state, upsertCompany(state, body as unknown as CompanyInput).row);
  },
  getCompany: ({ path }, { state }) => companyView(state, company(state, path.company_id)),
  lookupCompany: ({ query }, { state }) => companyView(state, byKeys(state, "company", query.map("keys"))),
  listCompanies: (request, { state }) =>
    page(listedCompanies(state, request), request.query).map((row) => companyView(state, row)),
  countCompanies: (request, { state }) => ({ count: listedCompanies(state, request).length }),
  deleteCompany: ({ path }, { state }) => {
    deleteCompany(state, company(state, path.company_id));
    return { deleted: true };
  },
  deleteCompanyByKeys: ({ body }, { state }) => {
    const row = byKeys(state, "company", body.keys as Keys);
    deleteCompany(state, row);
    return entityView(state, row);
  },
  upsertCompanyTrait: ({ body }, { state }) => companyView(state, addToTrait(state, "company", body)),
  updateCompanyPlans: ({ path, body }, { state }) => {
    const selection = {
      base_plan_id: (body.base_plan_id as string | null) ?? null,
      add_on_ids: body.add_on_ids as string[],
    };
    const row = company(state, path.company_id);
    return companyView(state, setCompanyPlans(state, row, selection, { action: "manage_plan", actor: "api_key" }));
  },
};

/** Plans and trials of a company by way of "manage plan", without billing. */
export const managePlanHandlers: Handlers = {
  managePlan: ({ body }, { state }) => {
    const input = body as unknown as ManagePlanInput;
    const row = company(state, input.company_id);
    const selection = {
      ...(input.base_plan_id !== undefined && { base_plan_id: input.base_plan_id }),
      add_on_ids: input.add_on_selections.map((addOn) => addOn.plan_id),
    };
    setCompanyPlans(state, row, selection, { action: "manage_plan", actor: "api_key" });
    if (input.trial_end) setSubscription(state, row.id, { trial_end: input.trial_end });
    return { success: true, company: companyView(state, company(state, row.id)) };
  },
  updateCustomerSubscriptionTrialEnd: ({ path, body }, { state }) => {
    const row = state.store.get("subscriptions", path.subscription_id ?? "");
    if (!row) throw notFound("subscription");
    const trialEnd = (body.trial_end as string | null | undefined) ?? state.clock.iso();
    return subscriptionView(setSubscription(state, row.company_id, { trial_end: trialEnd }));
  },
};

/** Users and their links to companies. */
export const userHandlers: Handlers = {
  upsertUser: ({ body }, { state }) => userView(state, upsertUser(state, body as unknown as UserInput)),
  createUser: ({ body }, { state }) => {
    assertNew(state, "user", body.keys as Keys);
    return userView(state, upsertUser(state, body as unknown as UserInput));
  },
  getUser: ({ path }, { state }) => userView(state, user(state, path.user_id)),
  lookupUser: ({ query }, { state }) => userView(state, byKeys(state, "user", query.map("keys"))),
  listUsers: (request, { state }) =>
    page(listedUsers(state, request), request.query).map((row) => userView(state, row)),
  countUsers: (request, { state }) => ({ count: listedUsers(state, request).length }),
  deleteUser: ({ path }, { state }) => {
    deleteUser(state, user(state, path.user_id));
    return { deleted: true };
  },
  deleteUserByKeys: ({ body }, { state }) => {
    const row = byKeys(state, "user", body.keys as Keys);
    deleteUser(state, row);
    return entityView(state, row);
  },
  upsertUserTrait: ({ body }, { state }) => userView(state, addToTrait(state, "user", body)),
  getOrCreateCompanyMembership: ({ body }, { state }) => {
    const [owner, member] = [company(state, body.company_id as string), user(state, body.user_id as string)];
    return membershipView(state, ensureMembership(state, owner.id, member.id));
  },
  listCompanyMemberships: (request, { state }) =>
    page(listedMemberships(state, request), request.query).map((row) => membershipView(state, row)),
  deleteCompanyMembership: ({ path }, { state }) => {
    if (!state.store.delete("memberships", path.company_membership_id ?? "")) throw notFound("company membership");
    return { deleted: true };
  },
};
