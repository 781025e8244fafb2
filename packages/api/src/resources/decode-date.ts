/** The `Date` of a date-time, or those of a list; what is no date passes as it is. */
export function decodeDate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeDate);
  if (typeof value !== "string") return value;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? value : date;
}
