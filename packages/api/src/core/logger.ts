/** Where the SDK writes its few lines: a console, pino or winston logger can be passed as it is. */
export interface Logger {
  error(message: string, ...details: unknown[]): void;
  warn(message: string, ...details: unknown[]): void;
  info(message: string, ...details: unknown[]): void;
  debug(message: string, ...details: unknown[]): void;
}

/** The least severe lines that are written. `"off"` writes none. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "off";
