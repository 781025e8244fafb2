import type { CheckContext, FlagCheck, Preflight } from "./check.ts";
import type { TrackEvent } from "./event.ts";
import type { Hooks } from "./hooks.ts";
import type { Logger } from "./logger.ts";

/** What a client hands to its local source of answers. */
export interface SourceHost {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly environmentId?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly logger: Logger;
  readonly hooks: Hooks;
}

/** What is ready, and why the rest is not. */
export interface SourceStatus {
  readonly ready: boolean;
  /** In words for people, for example `"connected, 12 flags"` or `"the key was refused (401)"`. */
  readonly detail: string;
}

/** Options of one check by a source. */
export interface SourceCheckOptions extends Preflight {
  /** Fires when the check's time is over. */
  readonly signal: AbortSignal;
}

/**
 * A local source of answers, such as `datastream()`: the seam between the client and what it can be given.
 * No method throws or rejects for anything that the network did.
 */
export interface FlagSource {
  /** Called once by the client that takes the source; starts nothing. */
  attach(host: SourceHost): void;
  /** The answer from data at hand, or `undefined` if there is none: the missing data is then loaded in the background. */
  checkSync(flag: string, context: CheckContext, preflight?: Preflight): FlagCheck | undefined;
  /**
   * What `check` would resolve to where that waits for nothing; `undefined`: ask `check`. Optional: it spares the client its
   * promises. Unlike `checkSync` it has no answer where `check` would first look for newer data, and loads nothing.
   */
  checkAtOnce?(flag: string, context: CheckContext, preflight?: Preflight): FlagCheck | undefined;
  /** The answer, loading what is missing until `signal` fires; `undefined`: the client asks the API. */
  check(flag: string, context: CheckContext, options: SourceCheckOptions): Promise<FlagCheck | undefined>;
  /** An event was accepted: local metrics move at once. */
  tracked(event: TrackEvent): void;
  /** Starts the source and resolves when it is ready or `signal` fires; never rejects. */
  ready(signal: AbortSignal): Promise<SourceStatus>;
  close(): Promise<void>;
}
