import type { Logger, Preflight } from "@schematic/api/core";

function amount(name: string, value: number | undefined, logger: Logger): number | undefined {
  if (value === undefined || value === 0) return undefined;
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return Math.ceil(value);
  logger.warn(`A check's ${name} must be a number from 0 up: it is ignored`);
  return undefined;
}

function costs(creditCost: Preflight["creditCost"], logger: Logger): Preflight["creditCost"] {
  const entries = Object.entries(creditCost ?? {}).filter(([, cost]) => {
    const isCost = typeof cost === "number" && Number.isFinite(cost) && cost >= 0;
    if (!isCost) logger.warn("A check's creditCost must be numbers from 0 up: one is ignored");
    return isCost;
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/**
 * What a check shall take for already used: quantities rounded up as the service counts whole units, what has no effect
 * left out, `undefined` when nothing is left. Rules as the service's: negative and non-finite amounts do not count.
 */
export function cleanPreflight(options: Preflight | undefined, logger: Logger): Preflight | undefined {
  if (options?.usage === undefined && options?.eventUsage === undefined && options?.creditCost === undefined)
    return undefined;
  const usage = amount("usage", options.usage, logger);
  const quantity = amount("eventUsage quantity", options.eventUsage?.quantity, logger);
  const creditCost = costs(options.creditCost, logger);
  const eventUsage =
    quantity === undefined || options.eventUsage === undefined
      ? undefined
      : { eventSubtype: options.eventUsage.eventSubtype, quantity };
  if (usage === undefined && eventUsage === undefined && creditCost === undefined) return undefined;
  return { usage, eventUsage, creditCost };
}

/** The preflight as the API takes it. */
export function wirePreflight({ usage, eventUsage, creditCost }: Preflight): object {
  return {
    usage,
    event_usage: eventUsage && { event_subtype: eventUsage.eventSubtype, quantity: eventUsage.quantity },
    credit_cost: creditCost,
  };
}
