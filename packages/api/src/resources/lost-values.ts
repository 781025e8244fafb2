/**
 * Looks for values that JSON would silently turn into `null`, however deep: an invalid date, `NaN`, an infinite number.
 * @throws TypeError naming the member that has one.
 */
export function refuseLost(value: unknown): void {
  JSON.stringify(value, refuse);
}

function refuse(this: Record<string, unknown>, name: string, written: unknown): unknown {
  const value = this[name];
  if (isLost(value)) throw new TypeError(`${name} is ${String(value)}`);
  return typeof written === "object" ? written : undefined;
}

const isLost = (value: unknown): boolean =>
  typeof value === "number" ? !Number.isFinite(value) : value instanceof Date && Number.isNaN(value.getTime());
