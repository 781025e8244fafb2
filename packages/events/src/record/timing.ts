import type { TrackOptions } from "@schematic/api/core";
import type { RecordContext } from "./record-context.ts";
import { Refusal } from "./refusal.ts";

// The service's bounds of a trusted time.
const DAY_MS = 24 * 60 * 60 * 1_000;
const MAX_AHEAD_MS = 5 * 60 * 1_000;
const MAX_BACK_DAYS = { trusted: 34, backfill: 365 };

/** When an event happened, and how that counts. */
export interface Timing {
  readonly sent_at: string;
  readonly trusted_client_clock?: true | undefined;
  readonly backfill?: true | undefined;
}

function milliseconds(sentAt: Date): number {
  // Not `instanceof`: dates of another realm (a test runner's, an iframe's) are dates.
  const ms = typeof sentAt.getTime === "function" ? sentAt.getTime() : Number.NaN;
  if (!(Math.abs(ms) <= 8.64e15)) throw new Refusal("sentAt must be a valid Date");
  return ms;
}

function checkBounds(ms: number, now: number, maxBackDays: number): void {
  if (ms > now + MAX_AHEAD_MS || ms < now - maxBackDays * DAY_MS)
    throw new Refusal(`sentAt must be at most 5 minutes ahead and ${maxBackDays} days back`);
}

/** The time members of an event. Throws `Refusal` for a time that the service would not trust. */
export function timing(options: TrackOptions, { now, sentAt, isSecret }: RecordContext): Timing {
  const backfill = options.backfill ? true : undefined;
  const trusted = backfill ?? (options.trustedClientClock ? true : undefined);
  if (trusted && !isSecret) throw new Refusal("trustedClientClock and backfill need a secret API key");
  const given = options.sentAt ?? undefined;
  if (given === undefined) {
    if (backfill) throw new Refusal("backfill needs sentAt");
    return { sent_at: sentAt(), trusted_client_clock: trusted };
  }
  const ms = milliseconds(given);
  if (trusted) checkBounds(ms, now(), backfill ? MAX_BACK_DAYS.backfill : MAX_BACK_DAYS.trusted);
  return { sent_at: new Date(ms).toISOString(), trusted_client_clock: trusted, backfill };
}
