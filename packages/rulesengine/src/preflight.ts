import type { OptionsData } from "./read/shapes.ts";
import type { Int } from "./values/int64.ts";

/** What options mean for the evaluation. */
export interface Preflight {
  /** A generic quantity; 0: none. */
  readonly usage: Int;
  readonly eventSubtype: string | null;
  /** The quantity of that event; 0: none. */
  readonly quantity: Int;
  readonly costs: ReadonlyMap<string, number> | null;
}

/** No options. */
export const NO_PREFLIGHT: Preflight = { usage: 0, eventSubtype: null, quantity: 0, costs: null };

/** Options, arranged for evaluation. */
export function arrangeOptions({ credit_cost, usage, event_usage }: OptionsData): Preflight {
  return {
    usage: usage ?? 0,
    eventSubtype: event_usage?.event_subtype ?? null,
    quantity: event_usage?.quantity ?? 0,
    costs: credit_cost,
  };
}

/** The official text for options that make no sense, or `undefined`. */
export function preflightMistake({ usage, quantity, costs }: Preflight): string | undefined {
  if (usage < 0 || quantity < 0) return "preflight usage cannot be negative";
  for (const cost of costs?.values() ?? []) if (cost < 0) return "preflight credit cost cannot be negative";
  return undefined;
}

/** The units about to be used that count for an event: its own when there are any, else the generic ones. */
export function unitsAhead(event: string | null, { eventSubtype, quantity, usage }: Preflight): Int {
  if (quantity > 0 && event !== null && event === eventSubtype) return quantity;
  return usage > 0 ? usage : 0;
}
