import type { Seed } from "./seed/seed.ts";

/** Options of `startEmulator`. */
export interface EmulatorOptions {
  /** Default 0: a free port. */
  readonly port?: number | undefined;
  /** The address to listen on. Default `127.0.0.1`: only this machine. */
  readonly host?: string | undefined;
  /** Further names under which the emulator may be asked, for example a container's; `"*"` for any. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** The secret API key. Default `sch_dev_emulator`. */
  readonly apiKey?: string | undefined;
  /** A key for browsers, which may only check flags and send events. Default `api_emulator`. */
  readonly publishableKey?: string | undefined;
  /** What to start with: the contents of a seed, or the path of a YAML, JSON or TypeScript file. */
  readonly seed?: Seed | string | undefined;
  /** A directory that keeps the state across restarts. Default: memory only. */
  readonly dataDir?: string | undefined;
  /** Where to send webhooks from the start, of every type. */
  readonly webhookUrl?: string | undefined;
  /** Ids count up (`comp_1`, `comp_2`) and time stands still at 2026-01-01T00:00:00Z until it is moved. Default false. */
  readonly deterministic?: boolean | undefined;
  /** Checks every answer of the REST API against the API description; a wrong one becomes a 500. Default false. */
  readonly validateAnswers?: boolean | undefined;
  /** How long a failed webhook delivery waits before its next attempts, in milliseconds. Default 1 s to 16 s, doubling. */
  readonly webhookRetryDelaysMs?: readonly number[] | undefined;
  /** A folder with a built console to serve at `/`. Default: the one that comes with the package. */
  readonly consoleDir?: string | undefined;
  /** Where the few lines go that report trouble. Default: nowhere. */
  readonly logger?: { error(message: string): void; warn(message: string): void } | undefined;
}

/** The key that an emulator accepts unless told another. */
export const defaultApiKey = "sch_dev_emulator";
export const defaultPublishableKey = "api_emulator";
/** Only this machine reaches it. */
const loopback = "127.0.0.1";

/** A text option; blank counts as not given. */
export function given(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : text.trim();
}

/** The address to listen on. Never blank: that would be every address of the machine. */
export function hostOf(options: EmulatorOptions): string {
  return given(options.host) ?? loopback;
}

/** Where deterministic time stands. */
export const deterministicStart = Date.UTC(2026, 0, 1);
