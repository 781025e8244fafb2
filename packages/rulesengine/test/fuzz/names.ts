// What the parts of a case refer to one another by.

export const PERIODS = ["all_time", "current_day", "current_month", "current_month", "current_month", "current_week"];
export const MONTH_RESETS = ["first_of_month", "billing_cycle", "billing_cycle"];
// Few identifiers, so that what refers to one another often meets. The empty one has rules of its own.
export const IDS = ["a", "a", "b", "b", "c", "d", "é", ""];
export const FLAG_IDS = ["f", "f", "f", "g"];
export const EVENTS = ["call", "call", "query", ""];
export const CREDITS = ["gold", "gold", "gold", "ink", "", "__proto__", "constructor"];

export const scope = { account_id: "acct", environment_id: "env" };
