import type { Random } from "./random.ts";

const pad = (value: number, width: number): string => String(value).padStart(width, "0");

const SPACES = ["", " ", " ", "  ", "\t", "\u00a0", "\u0085", "\ufeff", "\u2028", "\u3000", "\n", "\u180e"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const FRACTIONS = [
  "",
  "",
  "",
  ".5",
  ".000",
  ".500",
  ".123",
  ".123456789",
  ".1234567899",
  ".000000001",
  ".",
  ".1234",
  ",5",
];

/** How offsets are written that are understood somewhere, with the minutes that they stand for. */
const OFFSETS: readonly (readonly [string, number])[] = [
  ["Z", 0],
  ["z", 0],
  ["+00:00", 0],
  ["-0000", 0],
  ["+02:00", 120],
  ["+0200", 120],
  ["-0800", -480],
  ["-08:00", -480],
  ["\u22120500", -300],
  ["\u221205:00", -300],
  ["+05:30", 330],
  [" +0530", 330],
  ["+2359", 1439],
  ["-23:59", -1439],
];
const ODD_OFFSETS = [
  ..."+24:00,+2400,+9959,+0260,+2:00,+02,+ 0200,+02 : 00,+02::00,EST,PST (x),UTC,GMT,,-00:60,+0200 (CET),[UTC]".split(
    ",",
  ),
];
const ODD_YEARS = ["0", "1", "99", "0099", "0999", "9999", "10000", "+2024", "-1", "+00002024", "-0", "024"];
const EDGE_YEARS = ["262142", "+262142", "+262143", "-262143", "-262144", "+99999999999999999999", "+10000"];

// Instants that many texts stand for, so that two sides are often equal or next to each other. The second 60 is a leap second.
const SECOND = 1_000;
const KNOWN = ["2024-01-15T21:59:40Z", "2024-03-01T00:00:00Z", "2023-12-31T23:59:59Z", "1970-01-01T00:00:00Z"].map(
  (text) => Date.parse(text),
);

interface Parts {
  readonly date: Date;
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly time: string;
}

/** A text that is, or nearly is, one of the layouts of a date. */
export function aDateText(random: Random): string {
  const [offset, minutes] = random.chance(0.6) ? random.pick(OFFSETS) : [random.pick(ODD_OFFSETS), 0];
  const written = layout(random, partsOf(random, minutes), offset);
  return random.chance(0.1) ? garble(random, written) : written;
}

function partsOf(random: Random, offset: number): Parts {
  const instant = random.chance(0.6)
    ? random.pick(KNOWN) + random.pick([0, 0, 0, -SECOND, SECOND])
    : Date.UTC(2024, random.below(12), 1 + random.below(31), random.below(24), random.below(60), random.below(60));
  const date = new Date(instant + offset * 60 * SECOND);
  const odd = (usual: number, unusual: readonly number[]) => (random.chance(0.04) ? random.pick(unusual) : usual);
  const width = random.chance(0.85) ? 2 : 1;
  const usualYear = pad(date.getUTCFullYear(), 4);
  const [hour, minute] = [odd(date.getUTCHours(), [23, 24, 99]), odd(date.getUTCMinutes(), [59, 60])];
  const second = random.chance(0.1) ? random.pick([59, 60, 60, 61]) : date.getUTCSeconds();
  return {
    date,
    year: random.chance(0.9) ? usualYear : random.pick(random.chance(0.7) ? ODD_YEARS : EDGE_YEARS),
    month: pad(odd(date.getUTCMonth() + 1, [0, 2, 13]), width),
    day: pad(odd(date.getUTCDate(), [0, 29, 30, 31, 32]), width),
    time: [hour, minute, second].map((part) => pad(part, width)).join(":"),
  };
}

function layout(random: Random, { date, year, month, day, time }: Parts, offset: string): string {
  const space = random.chance(0.8) ? " " : random.pick(SPACES);
  const named = [...namesOf(random, date), day, year, time].join(space);
  const fraction = random.pick(FRACTIONS);
  switch (random.below(6)) {
    case 0:
      return `${year}-${month}-${day}${space}${time}${fraction}${offset}`;
    case 1:
      return `${named}${space}${random.chance(0.95) ? "GMT" : random.pick(["gmt", "UTC", "GM"])}${offset}`;
    case 2:
      return `${named}${space}${random.pick([offset, "EST", ""])}`;
    case 3:
      return random.pick([`${year}-${month}-${day}`, date.toString(), date.toUTCString(), date.toISOString()]);
    default:
      return `${year}-${month}-${day}${random.chance(0.9) ? "T" : random.pick(["t", " ", "_"])}${time}${fraction}${offset}`;
  }
}

/** Weekday and month, mostly right. */
function namesOf(random: Random, date: Date): string[] {
  const weekday = random.chance(0.92) ? (WEEKDAYS[date.getUTCDay()] ?? "") : random.pick([...WEEKDAYS, "Monday", "M"]);
  const month = random.chance(0.95) ? (MONTHS[date.getUTCMonth()] ?? "") : random.pick([...MONTHS, "March", "Foo"]);
  return [weekday, month].map((name) =>
    random.chance(0.9) ? name : random.pick([name.toLowerCase(), name.toUpperCase()]),
  );
}

/** Puts one wrong character somewhere. */
function garble(random: Random, written: string): string {
  const place = random.below(written.length + 1);
  const end = place + random.below(2);
  return (
    written.slice(0, place) +
    random.pick([...SPACES, "0", "1", "9", "-", "+", ":", "T", "x", ".", "٣"]) +
    written.slice(end)
  );
}
