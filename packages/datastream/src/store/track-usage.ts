import { type Entity, isJson, type Json } from "../protocol/entity.ts";
import { withDerivedEntitlements } from "./derive.ts";

/**
 * The company after something that it did, before the service has counted it: every metric of that event moves.
 * A metric whose period is over starts again from nothing. The same object when no metric is about the event.
 */
export function trackUsage(company: Entity, event: string, usage: { quantity: number; now: number }): Entity {
  if (!Array.isArray(company.metrics)) return company;
  const isAbout = (metric: unknown): metric is Json => isJson(metric) && metric.event_subtype === event;
  if (!company.metrics.some(isAbout)) return company;
  const metrics = company.metrics.map((metric: unknown) =>
    isAbout(metric) ? moved(metric, usage.quantity, usage.now) : metric,
  );
  return withDerivedEntitlements({ ...company, metrics }, { metrics: true, balances: undefined });
}

function moved(metric: Json, quantity: number, now: number): Json {
  const { value, valid_until } = metric;
  if (typeof value !== "number") return metric;
  // The end of the new period is the service's to say.
  if (isOver(valid_until, now)) return { ...metric, value: quantity, valid_until: null };
  // No engine reads a figure beyond what is exact, so one would take the whole company away from local checks.
  return Number.isSafeInteger(value + quantity) ? { ...metric, value: value + quantity } : metric;
}

function isOver(validUntil: unknown, now: number): boolean {
  return typeof validUntil === "string" && Date.parse(validUntil) <= now;
}
