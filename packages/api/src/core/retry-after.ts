// Longer wishes are cut to this: the official SDKs' cap, and as long as anybody waits for a call.
const MAX_WAIT_MS = 60_000;
// The official SDKs spread what waits for one reset over this part of the wait.
const RESET_SPREAD = 0.2;

/** The platform's clock and dice, injected in tests. */
export interface Chance {
  readonly now: () => number;
  readonly random: () => number;
}

function milliseconds(seconds = ""): number {
  return /^\d+(\.\d+)?$/.test(seconds) ? Number(seconds) * 1_000 : Number.NaN;
}

/**
 * The milliseconds that the service asks to wait: `Retry-After` (seconds or date), else on 429 `X-RateLimit-Reset`
 * (Unix seconds); at most 60,000. `undefined` when it asks for nothing, for the past, or in words that cannot be read.
 */
export function retryAfterMs(status: number, headers: Headers, { now, random }: Chance): number | undefined {
  const after = headers.get("retry-after")?.trim() ?? "";
  // Every form of an HTTP date begins with the day's name; the platform would read many other things as dates too.
  const asked = /^[A-Za-z]{3}/.test(after) ? Date.parse(after) - now() : milliseconds(after);
  if (asked > 0) return Math.min(asked, MAX_WAIT_MS);
  const wait = status === 429 ? milliseconds(headers.get("x-ratelimit-reset")?.trim()) - now() : 0;
  return wait > 0 ? Math.min(wait * (1 + RESET_SPREAD * random()), MAX_WAIT_MS) : undefined;
}
