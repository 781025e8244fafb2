import {
  type CreditUse,
  creditUses,
  type FeatureUse,
  featureUses,
  total,
  type UseQuery,
} from "../../derive/user-usage.ts";
import { badRequest, notFound } from "../../http/http-error.ts";
import type { CompanyRow } from "../../state/rows.ts";
import type { State } from "../../state/state.ts";
import { userView } from "../../views/entities.ts";
import type { Handlers, OperationRequest } from "../operation.ts";
import type { Query } from "../query.ts";

type View = Record<string, unknown>;

const day = 86_400_000;
/** Days up to the end that are looked at where a request does not say; the service's own number is not documented. */
const defaultDays = 30;

function companyOf(state: State, query: Query): CompanyRow {
  const row = state.store.get("companies", query.text("company_id") ?? "");
  if (!row) throw notFound("company");
  return row;
}

function useQuery(state: State, { query }: OperationRequest): UseQuery {
  const [start, end] = [query.text("start_time"), query.text("end_time")];
  const to = end === undefined ? state.clock.now() : Date.parse(end);
  const from = start === undefined ? to - defaultDays * day : Date.parse(start);
  if (from > to) throw badRequest("start_time must not be after end_time");
  return { company: companyOf(state, query), featureId: query.text("feature_id"), from, to };
}

const timesView = ({ from, to }: UseQuery): View => ({
  start_time: new Date(from).toISOString(),
  end_time: new Date(to).toISOString(),
});

function grouped<T>(uses: readonly T[], nameOf: (use: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const use of uses) {
    const group = groups.get(nameOf(use));
    if (group) group.push(use);
    else groups.set(nameOf(use), [use]);
  }
  return [...groups.values()];
}

function totals<T extends { readonly amount: number }>(
  uses: readonly T[],
  nameOf: (use: T) => string,
): Map<string, number> {
  return new Map(grouped(uses, nameOf).map((group) => [nameOf(group[0]), total(group)]));
}

/** A part of a whole, from 0 to 1. */
const share = (part: number, whole: number | undefined): number => (whole ? part / whole : 0);

function userFields(state: State, id: string | null): View {
  const user = id === null ? undefined : state.store.get("users", id);
  return { user_id: id, ...(user && { user: userView(state, user) }) };
}

/** Each user's use of each feature, the most first; shares are of all that the company used of the feature. */
function featureRows(state: State, uses: readonly FeatureUse[]): View[] {
  const whole = totals(uses, ({ feature }) => feature.id);
  return grouped(uses, ({ userId, feature }) => JSON.stringify([userId, feature.id]))
    .map((group) => {
      const [{ userId, feature }] = group;
      const value = total(group);
      return {
        ...userFields(state, userId),
        feature,
        value,
        share: share(value, whole.get(feature.id)),
        last_seen: group
          .map((use) => use.at)
          .sort()
          .at(-1),
      };
    })
    .sort((a, b) => b.value - a.value);
}

/** Each user's use of each credit type, the most first; shares are of all that the company used of it. */
function creditRows(state: State, uses: readonly CreditUse[]): View[] {
  const whole = totals(uses, ({ creditId }) => creditId);
  return grouped(uses, ({ userId, creditId }) => JSON.stringify([userId, creditId]))
    .map((group) => {
      const [{ userId, creditId }] = group;
      const credits_used = total(group);
      return {
        ...userFields(state, userId),
        billing_credit_id: creditId,
        credit_name: state.store.get("credits", creditId)?.name ?? "",
        credits_used,
        share: share(credits_used, whole.get(creditId)),
      };
    })
    .sort((a, b) => b.credits_used - a.credits_used);
}

/** The beginning of the day, in UTC. */
const dayOf = ({ at }: { readonly at: string }): string =>
  new Date(Math.floor(Date.parse(at) / day) * day).toISOString();

const byDate = (a: { date: string }, b: { date: string }): number => Date.parse(a.date) - Date.parse(b.date);

function detail(state: State, request: OperationRequest): View {
  const user = state.store.get("users", request.query.text("user_id") ?? "");
  const query = useQuery(state, request);
  if (!user) throw notFound("user");
  const [features, credits] = [featureUses(state, query), creditUses(state, query)];
  const own = <T extends { userId: string | null }>(uses: T[]): T[] => uses.filter((use) => use.userId === user.id);
  const ofUser = (row: View): boolean => row.user_id === user.id;
  return {
    ...timesView(query),
    user: userView(state, user),
    feature_totals: featureRows(state, features).filter(ofUser),
    daily_points: grouped(own(features), (use) => `${dayOf(use)} ${use.feature.id}`)
      .map((group) => ({ date: dayOf(group[0]), feature: group[0].feature, value: total(group) }))
      .sort(byDate),
    credits: creditRows(state, credits).filter(ofUser),
    daily_credit_points: grouped(own(credits), dayOf)
      .map((group) => ({ date: dayOf(group[0]), credits_used: total(group) }))
      .sort(byDate),
  };
}

/** What the users of a company used, from the events that are kept. */
export const userUsageHandlers: Handlers = {
  getUserUsageByCompany: (request, { state }) => {
    const query = useQuery(state, request);
    return {
      ...timesView(query),
      rows: featureRows(state, featureUses(state, query)),
      credits: creditRows(state, creditUses(state, query)),
    };
  },
  getUserUsageDetail: (request, { state }) => detail(state, request),
};
