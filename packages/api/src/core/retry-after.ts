// Longer wishes are cut to this: the official SDKs' cap, and as long as anybody waits for a call.
const MAX_WAIT_MS = 60_000;
// The official SDKs spread what waits for one reset over this part of the wait.
const RESET_SPREAD = 0.2;

/** The platform's clock and dice, injected in tests. */
export interface Chance {
  readonly now: () => number;
  readonly random: () => number;
}

function retryAfter(value: string, now: () => number): number {
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1_000;
  // Every form of an HTTP date begins with the day's name; the platform would read many other things as dates too.
  return /^[A-Za-z]{3}/.test(value) ? Date.parse(value) - now() : Number.NaN;
}

function rateLimitReset(value: string, { now, random }: Chance): number {
  const wait = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1_000 - now() : Number.NaN;
  return wait * (1 + RESET_SPREAD * random());
}

/**
 * The milliseconds that the service asks to wait: `Retry-After` (seconds or date), else on 429 `X-RateLimit-Reset`
 * (Unix seconds); at most 60,000. `undefined` when it asks for nothing, for the past, or in words that cannot be read.
 */
export function retryAfterMs(status: number, headers: Headers, chance: Chance): number | undefined {
  const after = headers.get("retry-after");
  const asked = after === null ? Number.NaN : retryAfter(after.trim(), chance.now);
  if (asked > 0) return Math.min(asked, MAX_WAIT_MS);
  const reset = status === 429 ? headers.get("x-ratelimit-reset") : null;
  const wait = reset === null ? Number.NaN : rateLimitReset(reset.trim(), chance);
  return wait > 0 ? Math.min(wait, MAX_WAIT_MS) : undefined;
}
