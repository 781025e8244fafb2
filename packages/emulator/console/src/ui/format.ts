const number = new Intl.NumberFormat("en", { maximumFractionDigits: 4 });
const dateTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });

/** A number for people. */
export const showNumber = (value: number): string => number.format(value);

/** An instant in UTC, to the minute. */
export const showInstant = (instant: string | number): string => `${dateTime.format(new Date(instant))} UTC`;

/** A day in UTC. */
export const showDay = (instant: string | number): string => date.format(new Date(instant));

/** The time of day in UTC, to the second. */
export const showTime = (instant: string): string => instant.slice(11, 19);

const periods: Readonly<Record<string, string>> = {
  all_time: "in all",
  current_day: "today",
  current_week: "this week",
  current_month: "this month",
};

/** A usage period in words. */
export const showPeriod = (period: string | null | undefined): string => periods[period ?? ""] ?? "";

/** Keys as people write them down: `id acme`. */
export const showKeys = (keys: Readonly<Record<string, string>> | null | undefined): string =>
  Object.entries(keys ?? {})
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ");

/** A JSON value of any kind, as short as it goes. */
export const showValue = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** What was typed into a field for a value of any kind: JSON where it is some, else text. */
export function readValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
