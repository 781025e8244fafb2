/** Half of a pair of code units, alone: no text that can be written down holds one. */
const half = /\p{Surrogate}/u;

/** Is there such a half anywhere in a JSON value? The rules engine evaluates no flag that has one. */
export function holdsHalfPair(value: unknown): boolean {
  if (typeof value === "string") return half.test(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, each]) => half.test(name) || holdsHalfPair(each));
}
