import type { OptionsData } from "./read/shapes.ts";
import type { Int } from "./values/int64.ts";

/** No options. */
export const NO_PREFLIGHT: OptionsData = { credit_cost: null, usage: null, event_usage: null };

/** The official text for options that make no sense, or `undefined`. */
export function preflightMistake({ usage, event_usage, credit_cost }: OptionsData): string | undefined {
  if ((usage ?? 0) < 0 || (event_usage?.quantity ?? 0) < 0) return "preflight usage cannot be negative";
  for (const cost of credit_cost?.values() ?? []) if (cost < 0) return "preflight credit cost cannot be negative";
  return undefined;
}

/** The units about to be used that count for an event: its own when there are any, else the generic ones. */
export function unitsAhead(event: string | null, { event_usage, usage }: OptionsData): Int {
  const own = event_usage?.event_subtype === event ? event_usage?.quantity : undefined;
  return own || (usage ?? 0);
}
