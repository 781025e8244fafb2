// Instants as the official engine reads them from texts: to the nanosecond, leap seconds included.

/** An instant. In a leap second, `nanos` is a billion or more, which sorts between the seconds around it. */
export interface Instant {
  /** Seconds since 1970, whole. */
  readonly seconds: number;
  readonly nanos: number;
}

/** Nanoseconds in a second. */
export const NANOS = 1_000_000_000;
/** Seconds in a day. */
export const DAY = 86_400;

/** Below, at or above 0 as `left` is before, at or after `right`. */
export const compareInstants = (left: Instant, right: Instant): number =>
  left.seconds - right.seconds || left.nanos - right.nanos;

// What the official engine's calendar can hold.
const FIRST_YEAR = -262_143;
const LAST_YEAR = 262_142;
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const WEEKDAYS = "sun mon tue wed thu fri sat".split(" ");

// A number takes as many digits as it can and never gives one back; white space before it is skipped.
const SPACE = "\\p{White_Space}*";
const two = (name: string): string => `${SPACE}(?<${name}>\\d\\d|\\d(?!\\d))`;
const YEAR = `${SPACE}(?<year>[+-]\\d+(?!\\d)|\\d{4}|\\d{1,3}(?!\\d))`;
const NUMERIC_DAY = `^${YEAR}-${two("month")}-${two("day")}`;
const NAMED_DAY = `^(?<weekday>[A-Za-z]{3})${SPACE}(?<monthName>[A-Za-z]{3})${two("day")}${YEAR}`;
const TIME = `${two("hour")}:${two("minute")}:${two("second")}`;
// An ignored zone name: any run without white space.
const WORD = `${SPACE}\\P{White_Space}*$`;
const OFFSET = `${SPACE}(?<sign>[+\\-\u2212])(?<hours>\\d\\d)[:\\p{White_Space}]*(?<minutes>[0-5]\\d)$`;

const RFC_3339 =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)[Tt ](?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.(?<fraction>\d+))?(?:[Zz]|(?<sign>[+\-\u2212])(?<hours>[01]\d|2[0-3]):(?<minutes>[0-5]\d))$/u;

// In the order in which they are tried.
const LAYOUTS = [
  new RegExp(NUMERIC_DAY + TIME + WORD, "u"),
  new RegExp(`${NUMERIC_DAY}T${TIME}(?:\\.(?<fraction>\\d{3}))?${OFFSET}`, "u"),
  new RegExp(`${NAMED_DAY}${TIME}${SPACE}GMT${OFFSET}`, "u"),
  new RegExp(NAMED_DAY + TIME + WORD, "u"),
  RFC_3339,
];

/** The instant in a trait's text, or `undefined`. A date without a time of day is none. */
export function parseDate(text: string): Instant | undefined {
  for (const layout of LAYOUTS) {
    const instant = parse(layout, text);
    if (instant !== undefined) return instant;
  }
  return undefined;
}

/** The instant in a text of RFC 3339, the only form that a subscription's dates may have. */
export const parseRfc3339 = (text: string): Instant | undefined => parse(RFC_3339, text);

function parse(layout: RegExp, text: string): Instant | undefined {
  const parts = layout.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const days = dayOf(parts);
  const [hour, minute, second] = [Number(parts.hour), Number(parts.minute), Number(parts.second)];
  if (days === undefined || hour > 23 || minute > 59 || second > 60) return undefined;
  const nanos = Number((parts.fraction ?? "").slice(0, 9).padEnd(9, "0"));
  return {
    seconds: days * DAY + hour * 3600 + minute * 60 + Math.min(second, 59) - offsetOf(parts),
    nanos: second === 60 ? nanos + NANOS : nanos,
  };
}

type Parts = Readonly<Record<string, string | undefined>>;

/** Days since 1970, if there is such a day; a weekday must be right. */
function dayOf({ year, month, day, weekday, monthName = "" }: Parts): number | undefined {
  const y = Number(year);
  const m = month === undefined ? MONTHS.indexOf(monthName.toLowerCase()) + 1 : Number(month);
  const date = dateOf(y, m, Number(day));
  // A day that the month does not have has become one of another month.
  const exists = y >= FIRST_YEAR && y <= LAST_YEAR && date.getUTCMonth() === m - 1;
  if (!exists || (weekday !== undefined && WEEKDAYS[date.getUTCDay()] !== weekday.toLowerCase())) return undefined;
  return date.getTime() / (DAY * 1000);
}

/** In seconds. An offset of a day or more is dropped, as the official engine does. */
function offsetOf({ sign, hours = "0", minutes = "0" }: Parts): number {
  const offset = Number(hours) * 3600 + Number(minutes) * 60;
  return offset >= DAY ? 0 : sign === "+" ? offset : -offset;
}

/** Midnight of a date; months (from 1) and days beyond their end run on. `Date.UTC` takes years up to 99 for others. */
export function dateOf(year: number, month: number, day: number): Date {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date;
}
