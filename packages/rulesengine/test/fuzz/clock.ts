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

/** What the clock shows, often next to a moment at which a usage resets. Most resets of `aCycleDate` are at full hours. */
export function aClock(random: Random): number {
  if (random.chance(0.02)) return random.pick(FAR) + random.pick([0, 0, -1, 1]);
  const midnight = random.chance(0.4) ? random.pick(MONTH_ENDS) : Date.UTC(2024, 0, 1) + random.below(800) * DAY;
  const hour = random.chance(0.5) ? 0 : random.pick(HOURS);
  return midnight + hour * HOUR + random.pick([0, 0, -1, 1, 0.5, -0.5, 250, 60_250, random.below(HOUR)]);
}

/** Clocks of which many are close to one moment, on either side of it. */
export function someClocks(random: Random): () => number {
  const base = aClock(random);
  return () => (random.chance(0.5) ? base + random.pick([0, 0, -1, 1, 0.5, -HOUR, DAY]) : aClock(random));
}

const HOURS = [0, 0, 10, 18.5, 23];
const DAYS = [1, 1, 15, 28, 29, 29, 30, 30, 31, 31];

/** A date as a subscription has it: mostly in the one form that is read there, often late in a month. */
export function aCycleDate(random: Random): string {
  if (random.chance(0.08)) return aDateText(random);
  const year = random.chance(0.95) ? 2022 + random.below(4) : random.pick([1, 1969, 2000, 9998]);
  const day = random.chance(0.7) ? random.pick(DAYS) : 1 + random.below(31);
  const date = new Date(Date.UTC(year, random.below(12), day) + random.pick(HOURS) * HOUR);
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
