// The instant at which the usage of a period starts again. It stays the same until it is reached, so it is kept until then.
import type { MetricMeter } from "../conditions/metric.ts";
import type { CompanyData } from "../read/shapes.ts";
import {
  compareInstants,
  DAY,
  daysInMonth,
  daysSince1970,
  type Instant,
  parseRfc3339,
  weekdayOf,
} from "../values/date.ts";
import { writeInstant } from "../values/write-instant.ts";

/** Milliseconds since 1970. */
export type Clock = () => number;

/** An answer and the times of the clock, in milliseconds, for which it holds. */
interface Reset {
  readonly text: string | null;
  readonly from: number;
  readonly until: number;
}

/** A company's billing period, with the reset that was last worked out for it. */
export interface Cycle {
  readonly start: Instant | undefined;
  readonly end: Instant | undefined;
  reset: Reset | undefined;
}

// The last and first milliseconds of the official engine's calendar, which traps beyond.
const EARLIEST = -8_334_601_228_800_000;
const LATEST = 8_210_266_876_799_999;

/** A subscription, read once. Dates that cannot be read are `undefined`. */
export function arrangeCycle({ periodStart, periodEnd }: NonNullable<CompanyData["subscription"]>): Cycle {
  return { start: parseRfc3339(periodStart), end: parseRfc3339(periodEnd), reset: undefined };
}

/** The calendar's own resets, which are the same for everybody. */
const calendar: Record<"current_day" | "current_week" | "current_month", Pick<Cycle, "reset">> = {
  current_day: { reset: undefined },
  current_week: { reset: undefined },
  current_month: { reset: undefined },
};

/** The next reset for a metric, as the official engine writes it; `null`: never, or unknown. */
export function nextReset({ period, billed }: MetricMeter, cycle: Cycle | null, clock: Clock): string | null {
  if (period === "all_time") return null;
  const time = clock();
  const billing = period === "current_month" && billed ? cycle : null;
  const kept = billing ?? calendar[period];
  let { reset } = kept;
  if (reset === undefined || !(time >= reset.from && time < reset.until)) {
    const now = instantOf(time);
    reset = billing === null ? resetAt(time, calendarReset(period, now)) : billingReset(billing, now, time);
    kept.reset = reset;
  }
  return reset.text;
}

function instantOf(time: number): Instant {
  const millis = Number.isNaN(time) ? 0 : Math.trunc(time);
  if (millis < EARLIEST || millis > LATEST) throw new RangeError(`now() is ${time}, which no calendar holds`);
  const seconds = Math.floor(millis / 1000);
  return { seconds, nanos: (millis - seconds * 1000) * 1_000_000 };
}

/** A reset at `instant`, which is what holds until `next` is reached. */
function resetAt(from: number, instant: Instant | null, next = instant): Reset {
  return { from, until: next === null ? from : next.seconds * 1000, text: instant && writeInstant(instant) };
}

const midnight = (days: number | undefined): Instant | null =>
  days === undefined ? null : { seconds: days * DAY, nanos: 0 };

function calendarReset(period: keyof typeof calendar, now: Instant): Instant | null {
  const today = Math.floor(now.seconds / DAY);
  if (period === "current_day") return midnight(today + 1);
  if (period === "current_week") return midnight(today + 7 - weekdayOf(today));
  const { year, month } = monthOf(now, 1);
  return midnight(daysSince1970(year, month, 1));
}

function billingReset({ start, end }: Cycle, now: Instant, from: number): Reset {
  if (start === undefined || end === undefined) return { from, until: Number.POSITIVE_INFINITY, text: null };
  if (compareInstants(start, now) > 0) return resetAt(from, earlier(start, calendarReset("current_month", now)));
  const thisMonth = sameDay(start, monthOf(now));
  const isAhead = thisMonth !== null && compareInstants(thisMonth, now) > 0;
  const next = isAhead ? thisMonth : sameDay(start, monthOf(now, 1));
  return resetAt(from, earlier(end, next), next);
}

const earlier = (left: Instant, right: Instant | null): Instant | null =>
  right !== null && compareInstants(left, right) <= 0 ? left : right;

/** The month that an instant is in, or one `ahead` of it. */
function monthOf({ seconds }: Instant, ahead = 0): { year: number; month: number } {
  const date = new Date(seconds * 1000);
  const month = date.getUTCMonth() + ahead;
  return { year: date.getUTCFullYear() + Math.floor(month / 12), month: (month % 12) + 1 };
}

/** The day and time of `start` in another month, on its last day if that is shorter. */
function sameDay(start: Instant, { year, month }: { year: number; month: number }): Instant | null {
  const day = Math.min(new Date(start.seconds * 1000).getUTCDate(), daysInMonth(year, month));
  const days = daysSince1970(year, month, day);
  const time = start.seconds - Math.floor(start.seconds / DAY) * DAY;
  return days === undefined ? null : { seconds: days * DAY + time, nanos: start.nanos };
}
