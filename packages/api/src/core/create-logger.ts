import { ConfigError } from "./config-error.ts";
import { contain } from "./contain.ts";
import { describeError } from "./describe-error.ts";
import type { Logger, LogLevel } from "./logger.ts";

const LEVELS = ["debug", "info", "warn", "error", "off"] as const satisfies readonly LogLevel[];

/** Where lines go, and how many. */
export interface LoggerOptions {
  /** A console, pino or winston logger as it is. Default: the console. */
  readonly logger?: Logger | undefined;
  /** Default: `warn` on the console; with a `logger` of your own, everything, so that its own level decides. */
  readonly level?: LogLevel | undefined;
}

function detail(value: unknown): string {
  if (typeof value === "string") return value;
  return value instanceof Error || typeof value !== "object" ? describeError(value) : JSON.stringify(value);
}

/**
 * The logger that the SDK writes to. Each line reaches the given logger as one string, details included (pino and
 * winston read further arguments each in their own way), errors without bodies; what the logger throws is dropped.
 * Throws `ConfigError` for a level that there is not.
 */
export function createLogger({ logger, level }: LoggerOptions = {}): Logger {
  const least = LEVELS.indexOf(level ?? (logger ? "debug" : "warn"));
  if (least < 0) throw new ConfigError(`logLevel must be one of ${LEVELS.join(", ")}`);
  const writer = (name: "debug" | "info" | "warn" | "error") => {
    if (LEVELS.indexOf(name) < least) return () => undefined;
    // A failing logger must not become a failing call, and there is nowhere left to say so.
    return (message: string, ...details: unknown[]) =>
      contain(() => (logger ?? console)[name]([message, ...details.map(detail)].join(" ")));
  };
  return { debug: writer("debug"), info: writer("info"), warn: writer("warn"), error: writer("error") };
}
