import type { Logger, Preflight } from "@schematic/api/core";

function isAmount(value: unknown, name: string, logger: Logger): value is number {
  const isGood = typeof value === "number" && Number.isFinite(value) && value >= 0;
  if (!isGood) logger.warn(`A check's ${name} must be a number from 0 up: it is ignored`);
  return isGood;
}

/** Whole units; `undefined` for what has no effect. */
function units(name: string, value: number | undefined, logger: Logger): number | undefined {
  return value !== undefined && isAmount(value, name, logger) && value > 0 ? Math.ceil(value) : undefined;
}

function costs(creditCost: NonNullable<Preflight["creditCost"]>, logger: Logger): Preflight["creditCost"] {
  const entries = Object.entries(creditCost).filter(([, cost]) => isAmount(cost, "creditCost", logger));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/**
 * What a check shall take for already used: quantities rounded up as the service counts whole units, what has no effect
 * left out, `undefined` when nothing is left. Rules as the service's: negative and non-finite amounts do not count.
 */
export function cleanPreflight(options: Preflight | null | undefined, logger: Logger): Preflight | undefined {
  if (!options) return undefined;
  const { eventUsage: event } = options;
  const usage = units("usage", options.usage, logger);
  const quantity = units("eventUsage quantity", event?.quantity, logger);
  const creditCost = options.creditCost ? costs(options.creditCost, logger) : undefined;
  const eventUsage = event && quantity ? { eventSubtype: event.eventSubtype, quantity } : undefined;
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
