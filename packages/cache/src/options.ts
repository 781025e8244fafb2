/** Milliseconds that an entry lives unless told otherwise, in every cache here: short enough that a changed plan shows soon. */
export const defaultTtlMs = 5_000;

/** `ms` itself; throws `RangeError` for what is no length of time. */
export function checkedMs(name: string, ms: number): number {
  if (Number.isFinite(ms) && ms >= 0) return ms;
  throw new RangeError(`${name} must be a finite number of milliseconds from 0 up: ${ms}`);
}

/** The time to live as given, else `fallback`; throws as `checkedMs`. */
export function checkedTtlMs(ttlMs: number | null | undefined, fallback: number | null): number | null {
  const chosen = ttlMs === undefined ? fallback : ttlMs;
  return chosen === null ? null : checkedMs("ttlMs", chosen);
}

/** `prefix` with the colon that joins it to a key; blank counts as unset. */
export function joinedPrefix(prefix: string | undefined): string {
  const chosen = prefix?.trim() || "schematic";
  return chosen.endsWith(":") ? chosen : `${chosen}:`;
}
