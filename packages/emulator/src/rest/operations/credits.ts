import { addGrant, zeroOut } from "../../credits/ledger.ts";
import { syncPlanGrants } from "../../credits/plan-grants.ts";
import { planIdsOf } from "../../derive/grants-of-feature.ts";
import { subscriptionOf } from "../../derive/metrics.ts";
import { badRequest, notFound } from "../../http/http-error.ts";
import { type PlanGrantInput, putCredit, putPlanGrant } from "../../operations/credits.ts";
import { addMonths } from "../../operations/subscriptions.ts";
import type { CompanyRow, CreditGrantRow, CreditRow, LedgerRow, PlanGrantRow } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import { balancesView, creditView, grantView, ledgerView, planGrantView } from "../../views/credits.ts";
import type { Handlers, OperationRequest } from "../operation.ts";
import { among, page } from "../query.ts";

const day = 86_400_000;

function credit(state: State, id: string | undefined): CreditRow {
  const row = state.store.get("credits", id ?? "");
  if (!row || row.deleted) throw notFound("credit type");
  return row;
}

function company(state: State, id: string | undefined): CompanyRow {
  const row = state.store.get("companies", id ?? "");
  if (!row) throw notFound("company");
  return row;
}

function planGrant(state: State, id: string | undefined): PlanGrantRow {
  const row = state.store.get("plan_grants", id ?? "");
  if (!row) throw notFound("plan credit grant");
  return row;
}

function listedCredits(state: State, { query }: OperationRequest): CreditRow[] {
  const [ids, name] = [query.texts("ids"), query.text("name")];
  return state.store
    .list("credits")
    .filter((row) => !row.deleted && among(ids, row.id) && (name === undefined || row.name === name));
}

interface GrantBody {
  readonly company_id: string;
  readonly credit_id: string;
  readonly quantity: number;
  readonly reason: string;
  readonly currency?: string | null;
  readonly expires_at?: string | null;
  readonly expiry_type?: string | null;
  readonly expiry_unit?: string | null;
  readonly expiry_unit_count?: number | null;
  readonly billing_periods_count?: number | null;
}

/** When a grant expires by its policy; an instant that is given wins. */
function expiryOf(state: State, body: GrantBody): string | null {
  if (body.expires_at) return new Date(body.expires_at).toISOString();
  const subscription = subscriptionOf(state, body.company_id);
  const units = body.expiry_unit_count ?? body.billing_periods_count ?? 1;
  const now = state.clock.now();
  switch (body.expiry_type) {
    case "duration":
      if (body.expiry_unit === "billing_periods") return addMonths(new Date(now), units).toISOString();
      return new Date(now + units * day).toISOString();
    case "end_of_billing_period":
      return subscription?.period_end ?? null;
    case "end_of_next_billing_period":
      return subscription ? addMonths(new Date(subscription.period_end), 1).toISOString() : null;
    case "end_of_trial":
      return subscription?.trial_end ?? null;
    default:
      return null;
  }
}

function grantToCompany(state: State, body: GrantBody): CreditGrantRow {
  credit(state, body.credit_id);
  company(state, body.company_id);
  if (body.quantity <= 0) throw badRequest("quantity must be above 0");
  const { company_id, credit_id, quantity, reason, currency } = body;
  const expires_at = expiryOf(state, body);
  return addGrant(state, {
    company_id,
    credit_id,
    quantity,
    grant_reason: reason,
    currency: currency ?? null,
    expires_at,
  });
}

function companyGrants(state: State, { query }: OperationRequest): CreditGrantRow[] {
  const { id } = company(state, query.text("company_id"));
  const grants = state.grantsOf.get(id).reverse();
  const order = query.text("order") as keyof CreditGrantRow | undefined;
  if (order && grants[0] && order in grants[0])
    grants.sort((a, b) => String(a[order] ?? "").localeCompare(String(b[order] ?? ""), "en", { numeric: true }));
  return query.text("dir") === "desc" && order ? grants.reverse() : grants;
}

function grantsForCredit(state: State, { query }: OperationRequest): CreditGrantRow[] {
  const [id, ids] = [query.text("credit_id"), query.texts("ids")];
  return state.store.list("grants").filter((row) => row.credit_id === id && among(ids, row.id));
}

function listedPlanGrants(state: State, { query }: OperationRequest): PlanGrantRow[] {
  const [creditId, planId, versionId] = [query.text("credit_id"), query.text("plan_id"), query.text("plan_version_id")];
  const [ids, plans, versions] = [query.texts("ids"), query.texts("plan_ids"), query.texts("plan_version_ids")];
  const versionOf = (row: PlanGrantRow): string => state.store.get("plans", row.plan_id)?.version_id ?? "";
  return state.store
    .list("plan_grants")
    .filter((row) => among(ids, row.id) && among(plans, row.plan_id) && among(versions, versionOf(row)))
    .filter((row) => creditId === undefined || row.credit_id === creditId)
    .filter((row) => planId === undefined || row.plan_id === planId)
    .filter((row) => versionId === undefined || versionOf(row) === versionId);
}

function ledger(state: State, { query }: OperationRequest): LedgerRow[] {
  const { id } = company(state, query.text("company_id"));
  const [creditId, type] = [query.text("billing_credit_id"), query.text("event_type")];
  const [featureId, from, to] = [query.text("feature_id"), query.text("start_time"), query.text("end_time")];
  return state.ledgerOf
    .get(id)
    .reverse()
    .filter((row) => creditId === undefined || row.billing_credit_id === creditId)
    .filter((row) => type === undefined || row.event_type === type)
    .filter((row) => featureId === undefined || row.feature_id === featureId)
    .filter((row) => from === undefined || Date.parse(row.event_at) >= Date.parse(from))
    .filter((row) => to === undefined || Date.parse(row.event_at) <= Date.parse(to));
}

/** Gives credits to companies that already have the plan, or takes them away, where the request asks for it. */
function applyToExisting(state: State, planId: string, asked: unknown): void {
  if (asked !== true) return;
  for (const row of [...state.store.table("companies").values()])
    if (planIdsOf(row).includes(planId)) syncPlanGrants(state, row, "manual");
}

/** Credit types, grants and balances. */
export const creditHandlers: Handlers = {
  createBillingCredit: ({ body }, { state }) => creditView(putCredit(state, { ...body, id: undefined })),
  getSingleBillingCredit: ({ path }, { state }) => creditView(credit(state, path.credit_id)),
  updateBillingCredit: ({ path, body }, { state }) => creditView(putCredit(state, body, credit(state, path.credit_id))),
  listBillingCredits: (request, { state }) => page(listedCredits(state, request), request.query).map(creditView),
  countBillingCredits: (request, { state }) => ({ count: listedCredits(state, request).length }),
  softDeleteBillingCredit: ({ path }, { state }) => {
    putCredit(state, { deleted: true }, credit(state, path.credit_id));
    return { deleted: true };
  },
  listCompanyCreditBalances: ({ query }, { state }) => balancesView(state, company(state, query.text("company_id")).id),
  grantBillingCreditsToCompany: ({ body }, { state }) =>
    grantView(state, grantToCompany(state, body as unknown as GrantBody)),
  listCompanyGrants: (request, { state }) =>
    page(companyGrants(state, request), request.query).map((row) => grantView(state, row)),
  countCompanyGrants: (request, { state }) => ({ count: companyGrants(state, request).length }),
  listGrantsForCredit: (request, { state }) =>
    page(grantsForCredit(state, request), request.query).map((row) => grantView(state, row)),
  countBillingCreditsGrants: (request, { state }) => ({ count: grantsForCredit(state, request).length }),
  zeroOutGrant: ({ path, body }, { state }) => {
    const row = state.store.get("grants", path.grant_id ?? "");
    if (!row) throw notFound("credit grant");
    return grantView(state, zeroOut(state, row, (body.reason as string | null | undefined) ?? "manual"));
  },
  listCreditEventLedger: (request, { state }) => {
    const rows = ledger(state, request);
    const place = new Map(rows.map((row, index) => [row.id, rows.length - index]));
    return page(rows, request.query).map((row) => ledgerView(state, row, place.get(row.id) ?? 0));
  },
  countCreditEventLedger: (request, { state }) => ({ count: ledger(state, request).length }),
};

/** Credits that come with plans. */
export const planGrantHandlers: Handlers = {
  createBillingPlanCreditGrant: ({ body }, { state }) => {
    const row = putPlanGrant(state, { ...body, id: undefined } as unknown as PlanGrantInput);
    applyToExisting(state, row.plan_id, body.apply_to_existing);
    return planGrantView(state, row);
  },
  getSingleBillingPlanCreditGrant: ({ path }, { state }) => planGrantView(state, planGrant(state, path.plan_grant_id)),
  updateBillingPlanCreditGrant: ({ path, body }, { state }) => {
    const known = planGrant(state, path.plan_grant_id);
    const input = { ...body, plan_id: known.plan_id, credit_id: known.credit_id } as PlanGrantInput;
    return planGrantView(state, putPlanGrant(state, input, known));
  },
  listBillingPlanCreditGrants: (request, { state }) =>
    page(listedPlanGrants(state, request), request.query).map((row) => planGrantView(state, row)),
  countBillingPlanCreditGrants: (request, { state }) => ({ count: listedPlanGrants(state, request).length }),
  deleteBillingPlanCreditGrant: ({ path, query }, { state }) => {
    const row = planGrant(state, path.plan_grant_id);
    state.store.delete("plan_grants", row.id);
    applyToExisting(state, row.plan_id, query.boolean("apply_to_existing"));
    return { deleted: true };
  },
};
