import { contain, describeError, type FlagCheck, type Logger } from "@schematic/api/core";
import type { CheckOptions, FlagDefault } from "../options.ts";
import { copyAnswer } from "./decode-check.ts";

/** Why a default had to answer: the reason for people, and what failed if anything did. */
export interface Fallback {
  readonly reason: string;
  readonly error?: string;
}

export const OFFLINE: Fallback = { reason: "Offline mode - using default value" };
export const CLOSED: Fallback = { reason: "Client closed - using default value", error: "closed" };
export const NOT_FOUND: Fallback = { reason: "Flag not found - using default value" };
export const NO_LOCAL_DATA: Fallback = { reason: "No local data - using default value" };

/** The default answers because something failed. */
export function failed(error: unknown): Fallback {
  const words = describeError(error);
  return { reason: `Error occurred - using default value: ${words}`, error: words };
}

/** What checks answer when nothing else can. Flag keys are just keys here, `constructor` and `__proto__` included. */
export class FlagDefaults {
  readonly #defaults = new Map<string, FlagDefault>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get flags(): string[] {
    return [...this.#defaults.keys()];
  }

  set(flag: string, value: FlagDefault): void {
    this.#defaults.set(flag, typeof value === "object" && value !== null ? copyAnswer(value) : value);
  }

  /** Those that are `undefined` are left out, as if they were not there. */
  setAll(defaults: Readonly<Record<string, FlagDefault | undefined>>): void {
    for (const [flag, value] of Object.entries(defaults)) if (value !== undefined) this.set(flag, value);
  }

  /** The default of the call, else of the client, else off. */
  answer(flag: string, defaultValue: CheckOptions["defaultValue"], fallback: Fallback): FlagCheck {
    const value = this.#ofCall(defaultValue) ?? this.#defaults.get(flag) ?? false;
    const given: Partial<FlagCheck> = typeof value === "object" && value !== null ? value : { value };
    // It may have been an answer itself, whose age and error are not those of this one.
    const { ageMs: _age, error: _error, reason = fallback.reason, ...rest } = copyAnswer(given);
    return { ...rest, ...fallback, reason, flag, value: given.value === true, source: "default" };
  }

  #ofCall(defaultValue: CheckOptions["defaultValue"]): FlagDefault | undefined {
    if (typeof defaultValue !== "function") return defaultValue;
    try {
      const value = defaultValue();
      if (!("then" in Object(value))) return value;
      contain(() => value);
      throw new TypeError("it gave a promise");
    } catch (cause) {
      this.#logger.error("A check's defaultValue function failed", cause);
      return undefined;
    }
  }
}
