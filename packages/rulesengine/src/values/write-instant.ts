import { type Instant, NANOS } from "./date.ts";

/** An instant in ISO 8601, as the official engine writes it: with the offset `+00:00`, and `:60` in a leap second. */
export function writeInstant({ seconds, nanos }: Instant): string {
  // Of a fraction, 3, 6 or 9 digits, whichever is the shortest exact form.
  const digits = String(nanos % NANOS).padStart(9, "0");
  const fraction = `.${digits}`.replace(/\.?(?:000){1,3}$/, "");
  const iso = new Date(seconds * 1000).toISOString();
  const text = nanos >= NANOS ? iso.replace("59.000Z", "60.000Z") : iso;
  // A year beyond four digits has a sign, and six digits only in JavaScript.
  return text.replace(/^([+-])0{1,2}(?=\d{4})/, "$1").replace(".000Z", `${fraction}+00:00`);
}
