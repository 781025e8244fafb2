import type { WireCondition } from "../derive/wire.ts";
import type { State } from "../state/state.ts";

const words: Readonly<Record<string, string>> = {
  eq: "is",
  ne: "is not",
  gt: "is above",
  gte: "is at least",
  lt: "is below",
  lte: "is at most",
  is_empty: "is empty",
  not_empty: "is not empty",
};

const periods: Readonly<Record<string, string>> = {
  all_time: "in all",
  current_day: "today",
  current_week: "this week",
  current_month: "this month",
};

function traitName(state: State, id: string | undefined): string {
  const row = id === undefined ? undefined : state.store.get("trait_definitions", id);
  return row ? `${row.entity_type} trait ${row.display_name}` : `trait ${id ?? "(none)"}`;
}

function names(state: State, condition: WireCondition): string {
  const { store } = state;
  const named = condition.resource_ids.map((id) => {
    const row = store.get("plans", id) ?? store.get("companies", id) ?? store.get("users", id);
    return row?.name ?? id;
  });
  return named.length === 1 ? (named[0] ?? "") : `one of ${named.join(", ") || "none"}`;
}

function limit(state: State, condition: WireCondition, own: string | number | undefined): string {
  const comparison = condition.comparison_trait_definition;
  return comparison ? `the ${traitName(state, comparison.id)}` : JSON.stringify(own ?? "");
}

function creditText(state: State, condition: WireCondition): string {
  const name = state.store.get("credits", condition.credit_id ?? "")?.name ?? condition.credit_id;
  const short = condition.operator === "gt" || condition.operator === "gte";
  return `${name} credits ${short ? "do not cover" : "cover"} one more unit at ${condition.consumption_rate ?? 1} each`;
}

/** A condition in words for people. */
export function describeCondition(state: State, condition: WireCondition): string {
  const word = words[condition.operator] ?? condition.operator;
  const compares = !condition.operator.endsWith("empty");
  switch (condition.condition_type) {
    case "trait": {
      const name = traitName(state, condition.trait_definition?.id);
      return compares ? `${name} ${word} ${limit(state, condition, condition.trait_value)}` : `${name} ${word}`;
    }
    case "metric": {
      const period = periods[condition.metric_period ?? "all_time"] ?? condition.metric_period;
      const value = limit(state, condition, condition.metric_value);
      return `count of ${condition.event_subtype} ${period} ${word}${compares ? ` ${value}` : ""}`;
    }
    case "credit":
      return creditText(state, condition);
    default:
      return `${condition.condition_type.replaceAll("_", " ")} ${word}${compares ? ` ${names(state, condition)}` : ""}`;
  }
}
