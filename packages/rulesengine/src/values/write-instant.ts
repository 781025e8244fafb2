import { type Instant, NANOS } from "./date.ts";

// The end of what `toISOString` gives, from the month on, whatever the width of the year.
const MONTH = -20;
const SECOND = -7;
const FRACTION = -5;

/** An instant in ISO 8601, as the official engine writes it: with the offset `+00:00`, and `:60` in a leap second. */
export function writeInstant({ seconds, nanos }: Instant): string {
  const date = new Date(seconds * 1000);
  const iso = date.toISOString();
  const second = nanos >= NANOS ? "60" : iso.slice(SECOND, FRACTION);
  return `${writeYear(date.getUTCFullYear())}${iso.slice(MONTH, SECOND)}${second}${writeFraction(nanos % NANOS)}+00:00`;
}

function writeYear(year: number): string {
  const digits = String(Math.abs(year)).padStart(4, "0");
  return year < 0 ? `-${digits}` : year > 9999 ? `+${digits}` : digits;
}

/** 3, 6 or 9 digits, whichever is the shortest exact form; nothing for 0. */
function writeFraction(nanos: number): string {
  if (nanos === 0) return "";
  const digits = String(nanos).padStart(9, "0");
  return `.${digits.replace(/(?:000){1,2}$/, "")}`;
}
