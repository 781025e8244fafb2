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
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

// A number takes as many digits as it can and never gives one back; white space before it is skipped.
const SPACE = "\\p{White_Space}*";
const TWO = `${SPACE}(\\d\\d|\\d(?!\\d))`;
const YEAR = `${SPACE}([+-]\\d+(?!\\d)|\\d{4}|\\d{1,3}(?!\\d))`;
const NUMERIC_DAY = `${YEAR}-${TWO}-${TWO}`;
const NAMED_DAY = `([A-Za-z]{3})${SPACE}([A-Za-z]{3})${TWO}${YEAR}`;
const TIME = `${TWO}:${TWO}:${TWO}`;
// An ignored zone name: any run without white space.
const WORD = `${SPACE}\\P{White_Space}*`;
const OFFSET = `${SPACE}([+\\-\u2212])(\\d\\d)[:\\p{White_Space}]*([0-5]\\d)`;

const SPACED = new RegExp(`^${NUMERIC_DAY}${TIME}${WORD}$`, "u");
const OFFSET_AFTER_T = new RegExp(`^${NUMERIC_DAY}T${TIME}(?:\\.(\\d{3}))?${OFFSET}$`, "u");
const NAMED_WITH_OFFSET = new RegExp(`^${NAMED_DAY}${TIME}${SPACE}GMT${OFFSET}$`, "u");
const NAMED = new RegExp(`^${NAMED_DAY}${TIME}${WORD}$`, "u");
const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+\-\u2212])([01]\d|2[0-3]):([0-5]\d))$/u;

type Parts = readonly (string | undefined)[];

/** The instant in a trait's text, or `undefined`. A date without a time of day is none. */
export function parseDate(text: string): Instant | undefined {
  return (
    fromNumeric(SPACED.exec(text)) ??
    fromNumeric(OFFSET_AFTER_T.exec(text)) ??
    fromNamed(NAMED_WITH_OFFSET.exec(text)) ??
    fromNamed(NAMED.exec(text)) ??
    parseRfc3339(text)
  );
}

/** The instant in a text of RFC 3339, the only form that a subscription's dates may have. */
export const parseRfc3339 = (text: string): Instant | undefined => fromNumeric(RFC_3339.exec(text));

function fromNumeric(match: Parts | null): Instant | undefined {
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHours, offsetMinutes] = match;
  const date = daysSince1970(Number(year), Number(month), Number(day));
  const time = secondOfDay([hour, minute, second], fraction);
  return shift(at(date, time), [sign, offsetHours, offsetMinutes]);
}

function fromNamed(match: Parts | null): Instant | undefined {
  if (match === null) return undefined;
  const [, weekday = "", month = "", day, year, hour, minute, second, sign, offsetHours, offsetMinutes] = match;
  const date = daysSince1970(Number(year), MONTHS.indexOf(month.toLowerCase()) + 1, Number(day));
  if (date === undefined || WEEKDAYS[weekdayOf(date)] !== weekday.toLowerCase()) return undefined;
  return shift(at(date, secondOfDay([hour, minute, second], undefined)), [sign, offsetHours, offsetMinutes]);
}

function at(days: number | undefined, time: Instant | undefined): Instant | undefined {
  return days === undefined || time === undefined
    ? undefined
    : { seconds: days * DAY + time.seconds, nanos: time.nanos };
}

/** Takes the offset away; one of a day or more is dropped, as the official engine does. */
function shift(local: Instant | undefined, [sign, hours, minutes]: Parts): Instant | undefined {
  const offset = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60;
  if (local === undefined || offset >= DAY) return local;
  return { seconds: local.seconds - (sign === "+" ? offset : -offset), nanos: local.nanos };
}

function secondOfDay([hour, minute, second]: Parts, fraction: string | undefined): Instant | undefined {
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  if (h > 23 || m > 59 || s > 60) return undefined;
  const nanos = Number((fraction ?? "").slice(0, 9).padEnd(9, "0"));
  return { seconds: h * 3600 + m * 60 + Math.min(s, 59), nanos: s === 60 ? nanos + NANOS : nanos };
}

/** Days from 1970-01-01 to a date of the Gregorian calendar, or `undefined` when there is no such date. */
export function daysSince1970(year: number, month: number, day: number): number | undefined {
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12)) return undefined;
  if (day < 1 || day > daysInMonth(year, month)) return undefined;
  return new Date(0).setUTCFullYear(year, month - 1, day) / (DAY * 1000);
}

/** The last day of a month (1 to 12). */
export function daysInMonth(year: number, month: number): number {
  return new Date(new Date(0).setUTCFullYear(year, month, 0)).getUTCDate();
}

/** 0 is Sunday. */
export const weekdayOf = (days: number): number => (((days + 4) % 7) + 7) % 7;
