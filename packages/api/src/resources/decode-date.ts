/**
 * The `Date` of an ISO text in UTC; what is no date passes as it is. The platform's own parser takes every format and three times the
 * time, and a list has hundreds of dates: it is only asked where this one is not certain to agree with it.
 */
export function decodeDate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeDate);
  if (typeof value !== "string") return value;
  const date = new Date(readTime(value) ?? value);
  return Number.isNaN(date.getTime()) ? value : date;
}

/** What another character than a digit counts: it takes every number that it is part of out of its range. */
const NO_DIGIT = -1_000_000;

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - 48;
  return value >= 0 && value <= 9 ? value : NO_DIGIT;
}

const two = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1);

const separators = [4, 7, 10, 13, 16] as const;

function isSeparated(text: string): boolean {
  for (let index = 0; index < separators.length; index++) {
    if (text[separators[index] ?? 0] !== "--T::"[index]) return false;
  }
  return text[text.length - 1] === "Z" && (text.length === 20 || (text.length === 24 && text[19] === "."));
}

/** Unix milliseconds of `2026-01-02T03:04:05[.123]Z`, `undefined` for other formats and for days that not every month has. */
function readTime(text: string): number | undefined {
  if (!isSeparated(text)) return undefined;
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  const hour = two(text, 11);
  const minute = two(text, 14);
  const second = two(text, 17);
  const milliseconds = text.length === 20 ? 0 : two(text, 20) * 10 + digit(text, 22);
  const isDay = year >= 100 && month > 0 && month < 13 && day > 0 && (day < 29 || (day < 31 && month !== 2));
  const isTime =
    hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60 && milliseconds >= 0;
  if (!isDay || !isTime) return undefined;
  return ((daysSince1970(year, month, day) * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + milliseconds;
}

/** Of the Gregorian calendar, whose year begins with March here, so that a leap day is the last one. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month < 3 ? year - 1 : year;
  const daysBeforeMonth = Math.floor((153 * ((month + 9) % 12) + 2) / 5);
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + daysBeforeMonth + day - 719_469;
}
