/**
 * The `Date` of an ISO text in UTC; what is no date passes as it is. The platform's own parser takes every format and twice the
 * time, and a list has hundreds of dates: it is only asked where this one is not certain to agree with it.
 */
export function decodeDate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeDate);
  if (typeof value !== "string") return value;
  const time = readTime(value);
  const date = new Date(Number.isNaN(time) ? value : time);
  return Number.isNaN(date.getTime()) ? value : date;
}

/** The number of two digits, `NaN` for other characters. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Unix milliseconds of `2026-01-02T03:04:05[.123]Z`, `NaN` for other formats and for days that not every month has. */
function readTime(text: string): number {
  const { length } = text;
  const whole = length === 20;
  if (!whole && (length !== 24 || text[19] !== ".")) return Number.NaN;
  if (text[4] !== "-" || text[7] !== "-" || text[10] !== "T" || text[13] !== ":" || text[16] !== ":") return Number.NaN;
  const century = two(text, 0);
  const month = two(text, 5);
  const day = two(text, 8);
  const hour = two(text, 11);
  const minute = two(text, 14);
  const second = two(text, 17);
  const certain = century > 0 && month > 0 && month < 13 && day > 0 && (day < 29 || (day < 31 && month !== 2));
  if (!certain || hour > 23 || minute > 59 || second > 59 || text[length - 1] !== "Z") return Number.NaN;
  // Two pairs of digits that overlap read three digits.
  const milliseconds = whole ? 0 : two(text, 20) * 10 + (two(text, 21) % 10);
  return Date.UTC(century * 100 + two(text, 2), month - 1, day, hour, minute, second, milliseconds);
}
