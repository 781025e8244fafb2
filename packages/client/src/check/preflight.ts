import type { Logger, Preflight } from "@schematic/api/core";

/** An amount; `undefined` for what is none. */
function amount(name: string, value: number | undefined, logger: Logger): number | undefined {
  if (value === undefined || (Number.isFinite(value) && value >= 0)) return value;
  logger.warn(`A check's ${name} must be a number from 0 up: it is ignored`);
  return undefined;
}

/**
 * What a check shall take for already used: quantities rounded up as the service counts whole units, what has no effect
 * left out, `undefined` when nothing is left. Rules as the service's: negative and non-finite amounts do not count.
 */
export function cleanPreflight(options: Preflight | null | undefined, logger: Logger): Preflight | undefined {
  if (!options) return undefined;
  const { eventUsage: event, creditCost: costs } = options;
  const units = (name: string, value: number | undefined) => Math.ceil(amount(name, value, logger) ?? 0);
  const usage = units("usage", options.usage) || undefined;
  const quantity = units("eventUsage quantity", event?.quantity);
  const eventUsage = event && quantity ? { eventSubtype: event.eventSubtype, quantity } : undefined;
  const credits = Object.entries(costs ?? {}).filter(([, cost]) => amount("creditCost", cost, logger) !== undefined);
  const creditCost = credits.length > 0 ? Object.fromEntries(credits) : undefined;
  return usage || eventUsage || creditCost ? { usage, eventUsage, creditCost } : undefined;
}

/** The preflight as the API takes it. */
export function wirePreflight({ usage, eventUsage, creditCost }: Preflight): object {
  return {
    usage,
    event_usage: eventUsage && { event_subtype: eventUsage.eventSubtype, quantity: eventUsage.quantity },
    credit_cost: creditCost,
  };
}
