import { ConfigError } from "./config-error.ts";

// The longest delay that timers accept; anything longer fires at once.
const MAX_TIMER_MS = 2 ** 31 - 1;

const DEFAULT_LIMIT_MS = 5_000;

/** The address of the hosted API. */
export const DEFAULT_BASE_URL = "https://api.schematichq.com";

/** Is it unset? Blank strings count as unset: environments pass them for variables that are not there. */
export function isBlank(value: string | null | undefined): boolean {
  return value === undefined || value === null || value.trim() === "";
}

/** The string without surrounding white space, or `undefined` when it is blank. Throws `ConfigError` for what is no string. */
export function cleanString(name: string, value: string | null | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new ConfigError(`${name} must be a string`);
  return value.trim() || undefined;
}

/**
 * A base URL in its normal form: trailing slashes dropped, a path prefix kept, `fallback` when blank.
 * Throws `ConfigError` for anything but an http or https URL without credentials, query and fragment.
 */
export function cleanBaseUrl(name: string, value: string | null | undefined, fallback?: string): string {
  const text = cleanString(name, value) ?? fallback;
  if (text === undefined) throw new ConfigError(`${name} is missing`);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw new ConfigError(`${name} must be an http or https URL without credentials, query and fragment`);
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

/** A duration in milliseconds, at most what timers accept. Throws `ConfigError` for anything but a number above 0. */
export function cleanMs(name: string, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value !== "number" || !(value > 0)) throw new ConfigError(`${name} must be a number above 0`);
  return Math.min(value, MAX_TIMER_MS);
}

/** A time limit in milliseconds from 0, at most what timers accept; `fallback` for anything that is none, for methods that do not throw. */
export function limitMs(value: number | undefined, fallback: number): number {
  return typeof value === "number" && value >= 0 ? Math.min(value, MAX_TIMER_MS) : fallback;
}

/** The time limit of `flush`, `ready` and `close`; 5,000 ms for anything that is none, since these do not throw. */
export function timeoutOf(options: { readonly timeoutMs?: number | undefined } | null | undefined): number {
  try {
    return limitMs(options?.timeoutMs, DEFAULT_LIMIT_MS);
  } catch {
    // A getter of the caller's threw.
    return DEFAULT_LIMIT_MS;
  }
}

/** A count. Throws `ConfigError` for anything but a whole number from 0. */
export function cleanCount(name: string, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (!Number.isInteger(value) || value < 0) throw new ConfigError(`${name} must be a whole number from 0`);
  return value;
}
