import type { Logger } from "@schematic/api/core";

/** Says loudly that a secret key is where everyone can read it. */
export function warnInBrowser(apiKey: string, logger: Logger): void {
  if (!apiKey.startsWith("sch_") || !("window" in globalThis) || !("document" in globalThis)) return;
  logger.error("A secret API key is in a browser, for everyone to read: revoke it and use a publishable key, api_…");
}
