import type { Asked, Peer } from "./stream-server.ts";

const where = { account_id: "acct_1", environment_id: "env_1" };

/** A flag that is on for companies on a plan, or for everybody. */
export function flag(key: string, { value = true, plan }: { value?: boolean; plan?: string } = {}) {
  const conditions = plan === undefined ? [] : [condition({ condition_type: "plan", resource_ids: [plan] })];
  return {
    id: `flag_${key.toLowerCase()}`,
    ...where,
    key,
    default_value: !value,
    rules: [rule({ conditions, value })],
  };
}

/** A flag that is on while a company has used less than `limit` of an event. */
export function meteredFlag(key: string, event: string, limit: number) {
  const metric = { event_subtype: event, metric_value: limit, metric_period: "current_month", operator: "lt" };
  return {
    id: `flag_${key}`,
    ...where,
    key,
    default_value: false,
    rules: [rule({ conditions: [condition({ condition_type: "metric", ...metric })] })],
  };
}

export function rule(members: object = {}) {
  return {
    id: "rule_1",
    flag_id: "flag_1",
    ...where,
    rule_type: "standard",
    name: "a rule",
    priority: 0,
    value: true,
    conditions: [],
    condition_groups: [],
    ...members,
  };
}

export function condition(members: object) {
  return {
    id: "cond_1",
    ...where,
    condition_type: "plan",
    operator: "eq",
    resource_ids: [],
    trait_value: "",
    ...members,
  };
}

export function company(id: string, members: object = {}) {
  return {
    id,
    ...where,
    billing_product_ids: [],
    credit_balances: {},
    entitlements: [],
    keys: { id },
    metrics: [],
    plan_ids: [],
    plan_version_ids: [],
    rules: [],
    traits: [],
    ...members,
  };
}

export function user(id: string, members: object = {}) {
  return { id, ...where, keys: { id }, traits: [], rules: [], ...members };
}

export function metric(event: string, value: number, members: object = {}) {
  return {
    ...where,
    company_id: "comp_1",
    event_subtype: event,
    period: "current_month",
    month_reset: "first_of_month",
    value,
    created_at: "2026-01-03T10:00:00Z",
    ...members,
  };
}

/** A service that holds these and answers as the real one does. */
export interface World {
  flags: { key: string }[];
  companies: { id: string; keys: Record<string, string> }[];
  users: { id: string; keys: Record<string, string> }[];
}

/** The script of a server that answers from a world. */
export function serve(world: World) {
  return (asked: Asked, peer: Peer): void => {
    if (asked.entity_type === "rulesengine.Flags") {
      peer.flags(world.flags);
      return;
    }
    const isCompany = asked.entity_type === "rulesengine.Company";
    const found = (isCompany ? world.companies : world.users).find((entity) => matches(entity.keys, asked.keys ?? {}));
    if (found === undefined) peer.error(asked, `${isCompany ? "company" : "user"} not found`);
    else if (isCompany) peer.company(found);
    else peer.user(found);
  };
}

function matches(held: Record<string, string>, asked: Record<string, string>): boolean {
  const lower = (pair: [string, string]) => pair.join("\0").toLowerCase();
  const known = new Set(Object.entries(held).map(lower));
  return Object.entries(asked).some((pair) => known.has(lower(pair)));
}
