// The instant at which the usage of a period starts again. It stays the same until it is reached, so it is kept until then.
import type { CompanyData, Period } from "../read/shapes.ts";
import { compareInstants, DAY, dateOf, type Instant, parseRfc3339 } from "../values/date.ts";
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

/** The next reset of a period, as the official engine writes it; `null`: never, or unknown. A cycle is for months that have one. */
export function nextReset(period: Period, cycle: Cycle | null, clock: Clock): string | null {
  if (period === "all_time") return null;
  // A fraction of a millisecond is cut off, towards 1970.
  const time = Math.trunc(clock());
  const billing = period === "current_month" ? cycle : null;
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
  const millis = Number.isNaN(time) ? 0 : time;
  if (millis < EARLIEST || millis > LATEST) throw new RangeError(`now() is ${time}, which no calendar holds`);
  const seconds = Math.floor(millis / 1000);
  return { seconds, nanos: (millis - seconds * 1000) * 1_000_000 };
}

/** A reset at `instant`; `next` is what makes it change when it is reached. Beyond the calendar there is none. */
function resetAt(from: number, instant: Instant, next = instant): Reset {
  const until = next.seconds * 1000;
  return { from, until, text: until > LATEST ? null : writeInstant(instant) };
}

const midnight = (days: number): Instant => ({ seconds: days * DAY, nanos: 0 });

function calendarReset(period: keyof typeof calendar, now: Instant): Instant {
  const today = Math.floor(now.seconds / DAY);
  if (period === "current_day") return midnight(today + 1);
  return midnight(period === "current_week" ? today + 7 - dateAt(now).getUTCDay() : monthStart(now, 1));
}

function billingReset({ start, end }: Cycle, now: Instant, from: number): Reset {
  if (start === undefined || end === undefined) return { from, until: from, text: null };
  if (compareInstants(start, now) > 0) return resetAt(from, earlier(start, calendarReset("current_month", now)));
  const thisMonth = sameDay(start, now, 0);
  const next = compareInstants(thisMonth, now) > 0 ? thisMonth : sameDay(start, now, 1);
  return resetAt(from, earlier(end, next), next);
}

const earlier = (left: Instant, right: Instant): Instant => (compareInstants(left, right) <= 0 ? left : right);

const dateAt = ({ seconds }: Instant): Date => new Date(seconds * 1000);

/** Days from 1970 to the first of the month that is so many months ahead. */
function monthStart(now: Instant, ahead: number): number {
  const date = dateAt(now);
  return dateOf(date.getUTCFullYear(), date.getUTCMonth() + 1 + ahead, 1).getTime() / (DAY * 1000);
}

/** The day and time of `start` in a month ahead of now, on its last day if the month is shorter. */
function sameDay(start: Instant, now: Instant, ahead: number): Instant {
  const first = monthStart(now, ahead);
  const day = Math.min(dateAt(start).getUTCDate(), monthStart(now, ahead + 1) - first);
  const time = start.seconds - Math.floor(start.seconds / DAY) * DAY;
  return { seconds: (first + day - 1) * DAY + time, nanos: start.nanos };
}
