import { aDateText } from "./dates.ts";
import type { Random } from "./random.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

// Where months end, leap days among them, and where years and the calendar itself do.
const MONTH_ENDS = [
  "2024-02-28",
  "2024-02-29",
  "2024-03-01",
  "2025-02-28",
  "2025-03-01",
  "2024-04-30",
  "2024-05-31",
  "2024-12-31",
  "2025-01-01",
  "2100-02-28",
  "2000-02-29",
].map((text) => Date.parse(text));
// Where the official engine's calendar begins. In its last month, the year 262142, what comes next is beyond it and it is of
// several minds about that; the engine here is not as exact, and not asked.
const FIRST = -8_334_601_228_800_000;
const FAR = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1,
  0,
  0.5,
  -0.5,
  -62135596800001,
  253402300799999,
  FIRST,
  8e15,
  9e15,
];

const JITTER = [0, 0, 0, -1, 1, 0.5, -0.5, 250, 60_250];
const HOURS = [0, 0, 10, 18.5, 23];
const DAYS = [1, 1, 15, 28, 29, 29, 30, 30, 31, 31];
const LONG_MONTHS = [0, 2, 4, 6, 7, 9, 11];

/** The day of the month, and the hour of it, at which most companies of a case are billed. */
export interface Cycle {
  readonly day: number;
  readonly hour: number;
}

/** A cycle, often late in the month. */
export const aCycle = (random: Random): Cycle => ({
  day: random.chance(0.7) ? random.pick(DAYS) : 1 + random.below(31),
  hour: random.pick(HOURS),
});

/** What the clock shows, often next to a moment at which a usage resets. */
function aClock(random: Random, cycle: Cycle): number {
  if (random.chance(0.02)) return random.pick(FAR) + random.pick([0, 0, -1, 1]);
  return aMoment(random, cycle) + (random.chance(0.8) ? random.pick(JITTER) : random.below(DAY));
}

function aMoment(random: Random, { day, hour }: Cycle): number {
  if (random.chance(0.3)) return random.pick(MONTH_ENDS);
  if (random.chance(0.3)) return Date.UTC(2024, 0, 1) + random.below(800) * DAY;
  const [year, month] = [2024 + random.below(2), random.below(12)];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(day, lastDay)) + hour * HOUR;
}

/** Clocks of which many are close to one moment, on either side of it. */
export function someClocks(random: Random, cycle: Cycle): () => number {
  const base = aClock(random, cycle);
  return () => (random.chance(0.5) ? base + random.pick([0, 0, -1, 1, 0.5, -HOUR, DAY]) : aClock(random, cycle));
}

/** A date as a subscription has it: mostly in the one form that is read there. */
export function aCycleDate(random: Random, usual: Cycle): string {
  if (random.chance(0.08)) return aDateText(random);
  const { day, hour } = random.chance(0.7) ? usual : aCycle(random);
  const year = random.chance(0.95) ? 2022 + random.below(4) : random.pick([1, 1969, 2000, 9998]);
  const month = random.chance(0.7) ? random.pick(LONG_MONTHS) : random.below(12);
  const date = new Date(Date.UTC(year, month, day) + hour * HOUR);
  return finish(random, date.toISOString());
}

/** The same moment with a fraction, with an offset, or made a leap second. */
function finish(random: Random, written: string): string {
  switch (random.below(10)) {
    case 0:
      return written.replace("000Z", `${random.pick(["5", "25", "000001", "9999999999", "123456"])}+05:30`);
    case 1:
      return written.replace(".000Z", random.pick(["-05:30", "z", ".25Z", ".000000001Z"]));
    case 2:
      return written.replace(":00.000", random.pick([":60.25", ":60"]));
    case 3:
      return written.replace("T", random.pick(["t", " "]));
    default:
      return written;
  }
}
