import { createEngine } from "@schematic/rulesengine";
import type { Frame, StreamClient } from "./stream.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a server sends is looked into freely here
type Entity = any;

const metricName = (metric: Entity): string => [metric.event_subtype, metric.period, metric.month_reset].join("|");

/** What clients work out by themselves after a change of balances or metrics that comes without entitlements. */
function derive(company: Entity, { credit_balances, metrics }: Entity): Entity[] {
  return company.entitlements.map((entitlement: Entity) => {
    const remaining = credit_balances?.[entitlement.credit_id];
    const metric = company.metrics.find(
      (each: Entity) =>
        each.event_subtype === entitlement.event_name &&
        each.period === entitlement.metric_period &&
        each.month_reset === entitlement.month_reset,
    );
    return {
      ...entitlement,
      ...(remaining !== undefined && { credit_remaining: remaining }),
      ...(metrics && metric && { usage: metric.value }),
    };
  });
}

/** A partial message merged as clients merge it: maps and metrics by name, all else replaced. */
function merge(company: Entity, update: Entity): Entity {
  const metrics = new Map(company.metrics.map((metric: Entity) => [metricName(metric), metric]));
  for (const metric of update.metrics ?? []) metrics.set(metricName(metric), metric);
  const merged = {
    ...company,
    ...update,
    keys: { ...company.keys, ...update.keys },
    credit_balances: { ...company.credit_balances, ...update.credit_balances },
    metrics: [...metrics.values()],
  };
  return update.entitlements ? merged : { ...merged, entitlements: derive(merged, update) };
}

/** A client that follows the flags and one company, and answers from nothing but what it was sent. */
export function follower(client: StreamClient, keys: Record<string, string>, now: () => number) {
  const engine = createEngine({ now });
  const flags = new Map<string, Entity>();
  let company: Entity;
  client.ask({ entity_type: "rulesengine.Flags" });
  client.ask({ entity_type: "rulesengine.Company", keys });
  const take = ({ entity_type, message_type, data }: Frame): void => {
    if (entity_type === "rulesengine.Flags") for (const flag of data) flags.set(flag.id, flag);
    else if (entity_type === "rulesengine.Flag" && message_type === "delete") flags.delete(data.id);
    else if (entity_type === "rulesengine.Flag") flags.set(data.id, data);
    else company = message_type === "partial" ? merge(company, data) : data;
  };
  return async (): Promise<Entity[]> => {
    for (const frame of await client.settled()) take(frame);
    return [...flags.values()].map((flag) => {
      const { value, reason, ruleId } = engine.checkFlag(flag, company, undefined);
      const entitlement = company.entitlements.find((each: Entity) => each.feature_key === flag.key);
      return { flag: flag.key, value, reason, rule_id: ruleId ?? undefined, entitlement };
    });
  };
}
