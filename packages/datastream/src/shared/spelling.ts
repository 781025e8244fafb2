import { isJson } from "../protocol/entity.ts";

/** Members of flags, companies and users that two words or more name, as the service spells them. */
const SPELLED = [
  "account_id environment_id default_value flag_id rule_type condition_groups condition_type resource_ids event_subtype",
  "metric_value metric_period metric_period_month_reset credit_id consumption_rate trait_definition trait_value",
  "comparison_trait_definition comparable_type entity_type base_plan_id billing_product_ids plan_ids plan_version_ids",
  "crm_product_ids credit_balances credit_postpaid overdraft_limit company_id month_reset created_at valid_until",
  "period_start period_end feature_id feature_key value_type soft_limit event_name metric_reset_at credit_total",
  "credit_used credit_remaining credit_reserved credit_settled warning_tiers",
].flatMap((line) => line.split(" "));

/** The service's spelling of each of them in the official Node SDK's. */
const WIRE_NAMES = new Map(
  SPELLED.map((name) => [name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), name]),
);
/** Maps whose names are the user's or ids. */
const MAPS = new Set(["keys", "credit_balances", "credit_postpaid"]);
const LISTS = new Set(
  [
    "rules conditions condition_groups resource_ids billing_product_ids plan_ids plan_version_ids metrics traits",
    "entitlements warning_tiers",
  ].flatMap((line) => line.split(" ")),
);

/**
 * The value in the service's own spelling, lists and maps that are `null` empty: what every official reader
 * understands, whoever wrote it. The same object when there was nothing to change.
 */
export function toWireSpelling(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(toWireSpelling);
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  if (!isJson(value)) return value;
  const members = Object.entries(value);
  const spelled = members.map(([name, member]) => spell(WIRE_NAMES.get(name) ?? name, member));
  if (spelled.every(([name, member], at) => name === members[at]?.[0] && member === members[at]?.[1])) return value;
  // Written by a mix of SDKs an object can hold both spellings of one member: the service's is the later one.
  const kept = spelled.filter(([name], at) => name === members[at]?.[0]);
  return { ...Object.fromEntries(spelled), ...Object.fromEntries(kept) };
}

function spell(name: string, member: unknown): [string, unknown] {
  if (member === null) return [name, LISTS.has(name) ? [] : MAPS.has(name) ? {} : null];
  if (!MAPS.has(name)) return [name, toWireSpelling(member)];
  return [name, name === "credit_postpaid" ? spellValues(member) : member];
}

function spellValues(map: unknown): unknown {
  if (!isJson(map)) return map;
  const values = Object.entries(map).map(([credit, value]) => [credit, toWireSpelling(value)] as const);
  return values.some(([credit, value]) => value !== map[credit]) ? Object.fromEntries(values) : map;
}
