/** Milliseconds that an entry lives unless told otherwise, in every cache here: short enough that a changed plan shows soon. */
export const defaultTtlMs = 5_000;

/** The time to live as given, else `fallback`; throws `RangeError` for what is no length of time. */
export function checkedTtlMs(ttlMs: number | null | undefined, fallback: number | null): number | null {
  const chosen = ttlMs === undefined ? fallback : ttlMs;
  if (chosen === null || (Number.isFinite(chosen) && chosen >= 0)) return chosen;
  throw new RangeError(`ttlMs must be a finite number of milliseconds from 0 up, or null: ${chosen}`);
}

/** The longest delay that timers accept; anything longer fires at once. */
const maxTimerMs = 2 ** 31 - 1;

/** A time limit; throws `RangeError` for what is no length of time. */
export function checkedLimitMs(name: string, limitMs: number): number {
  if (Number.isFinite(limitMs) && limitMs >= 0) return Math.min(limitMs, maxTimerMs);
  throw new RangeError(`${name} must be a finite number of milliseconds from 0 up: ${limitMs}`);
}

/** `prefix` with the colon that joins it to a key; blank counts as unset. */
export function joinedPrefix(prefix: string | undefined): string {
  const chosen = prefix?.trim() || "schematic";
  return chosen.endsWith(":") ? chosen : `${chosen}:`;
}
