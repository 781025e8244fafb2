// The instant at which the usage of a period starts again.
import type { MetricCondition } from "../compile/condition.ts";
import type { Company } from "../subject/company.ts";
import {
  compareInstants,
  DAY,
  daysInMonth,
  daysSince1970,
  type Instant,
  NANOS,
  parseRfc3339,
  weekdayOf,
} from "../values/date.ts";

/** Milliseconds since 1970. */
export type Clock = () => number;

// The last and first milliseconds of the official engine's calendar, which traps beyond.
const EARLIEST = -8_334_601_228_800_000;
const LATEST = 8_210_266_876_799_999;

/** The next reset for a metric condition, as the official engine writes it; `null`: never, or unknown. */
export function nextReset(
  { period, monthReset }: MetricCondition,
  subscription: Company["subscription"],
  clock: Clock,
): string | null {
  if (period === "all_time") return null;
  const now = readClock(clock);
  const today = Math.floor(now.seconds / DAY);
  if (period === "current_day") return write(midnight(today + 1));
  if (period === "current_week") return write(midnight(today + 7 - weekdayOf(today)));
  if (monthReset === "first_of_month" || subscription === null) return write(nextMonth(now));
  return billingCycle(subscription, now);
}

function readClock(clock: Clock): Instant {
  const read = clock();
  const millis = Number.isNaN(read) ? 0 : Math.trunc(read);
  if (millis < EARLIEST || millis > LATEST)
    throw new RangeError(`the clock shows ${read}, beyond what a calendar holds`);
  const seconds = Math.floor(millis / 1000);
  return { seconds, nanos: (millis - seconds * 1000) * 1_000_000 };
}

const midnight = (days: number | undefined): Instant | null =>
  days === undefined ? null : { seconds: days * DAY, nanos: 0 };

/** The month `ahead` of the one that an instant is in. */
function monthOf({ seconds }: Instant, ahead = 0): { year: number; month: number } {
  const date = new Date(seconds * 1000);
  const month = date.getUTCMonth() + ahead;
  return { year: date.getUTCFullYear() + Math.floor(month / 12), month: (month % 12) + 1 };
}

function nextMonth(now: Instant): Instant | null {
  const { year, month } = monthOf(now, 1);
  return midnight(daysSince1970(year, month, 1));
}

function billingCycle(subscription: NonNullable<Company["subscription"]>, now: Instant): string | null {
  const start = parseRfc3339(subscription.periodStart);
  const end = parseRfc3339(subscription.periodEnd);
  if (start === undefined || end === undefined) return null;
  if (compareInstants(start, now) > 0) return write(earlier(start, nextMonth(now)));
  const thisMonth = sameDay(start, monthOf(now));
  const candidate =
    thisMonth !== null && compareInstants(thisMonth, now) > 0 ? thisMonth : sameDay(start, monthOf(now, 1));
  return write(earlier(end, candidate));
}

const earlier = (left: Instant, right: Instant | null): Instant | null =>
  right !== null && compareInstants(left, right) <= 0 ? left : right;

/** The day and time of `start` in another month, on its last day if it is shorter. */
function sameDay(start: Instant, { year, month }: { year: number; month: number }): Instant | null {
  const day = Math.min(new Date(start.seconds * 1000).getUTCDate(), daysInMonth(year, month));
  const days = daysSince1970(year, month, day);
  const time = start.seconds - Math.floor(start.seconds / DAY) * DAY;
  return days === undefined ? null : { seconds: days * DAY + time, nanos: start.nanos };
}

function write(instant: Instant | null): string | null {
  if (instant === null) return null;
  const date = new Date(instant.seconds * 1000);
  const leap = instant.nanos >= NANOS;
  const year = writeYear(date.getUTCFullYear());
  const [month, day, hour, minute, second] = [
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds() + (leap ? 1 : 0),
  ].map((part) => String(part).padStart(2, "0"));
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${writeFraction(instant.nanos % NANOS)}+00:00`;
}

function writeYear(year: number): string {
  const digits = String(Math.abs(year)).padStart(4, "0");
  return year < 0 ? `-${digits}` : year > 9999 ? `+${digits}` : digits;
}

/** 3, 6 or 9 digits, whichever is the shortest exact form; nothing for 0. */
function writeFraction(nanos: number): string {
  return nanos === 0
    ? ""
    : `.${String(nanos)
        .padStart(9, "0")
        .replace(/(?:000){1,2}$/, "")}`;
}
