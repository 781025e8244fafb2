import type { Keys } from "./check.ts";

/** Values of traits: anything that JSON can hold. Never renamed or converted. */
export type Traits = Readonly<Record<string, unknown>>;

/** Something that a company or user did. Usage of metered features is counted from these. */
export interface TrackEvent {
  /** The event's name, for example `"query"`. */
  readonly event: string;
  readonly company?: Keys | undefined;
  readonly user?: Keys | undefined;
  readonly traits?: Traits | undefined;
  /** A whole number other than 0; negative to correct earlier usage (secret keys only). Counts as 1 when absent. */
  readonly quantity?: number | undefined;
}

/** Creates or updates a user, and with `company` the company it belongs to. */
export interface IdentifyEvent {
  readonly keys: Keys;
  readonly name?: string | undefined;
  readonly traits?: Traits | undefined;
  readonly company?:
    | { readonly keys: Keys; readonly name?: string | undefined; readonly traits?: Traits | undefined }
    | undefined;
}

/** Options that `identify` and `track` share. */
export interface IdentifyOptions {
  /** Events with the same key and type are counted once within 24 hours. Default: a random UUID. At most 255 characters. */
  readonly idempotencyKey?: string | undefined;
}

/** When and how a tracked event counts. */
export interface TrackOptions extends IdentifyOptions {
  /** When it happened. Default: now. Only counts with `trustedClientClock` or `backfill`. */
  readonly sentAt?: Date | undefined;
  /** Bill at `sentAt` instead of the time of receipt: at most 5 minutes ahead and 34 days back. */
  readonly trustedClientClock?: boolean | undefined;
  /** Record history: no billing, no webhooks; at most 365 days back. Implies `trustedClientClock`. */
  readonly backfill?: boolean | undefined;
}

/** The answer of a local check, reported to the service. */
export interface FlagCheckEvent {
  readonly flagKey: string;
  readonly value: boolean;
  readonly reason: string;
  readonly flagId?: string | undefined;
  readonly ruleId?: string | undefined;
  readonly companyId?: string | undefined;
  readonly userId?: string | undefined;
  readonly reqCompany?: Keys | undefined;
  readonly reqUser?: Keys | undefined;
  readonly error?: string | undefined;
  readonly preflight?: boolean | undefined;
}
