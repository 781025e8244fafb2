import type { IncomingHttpHeaders } from "node:http";
import { header } from "./message.ts";

/**
 * Keeps web pages from elsewhere out. A browser tells where a page is from in `Origin` and `Sec-Fetch-Site`, and a page
 * that had its name point at this machine shows itself in `Host`.
 */
export interface Guard {
  /** Why a request is refused; `undefined` lets it pass. */
  refuse(headers: IncomingHttpHeaders): string | undefined;
  /** True when a page from elsewhere asks: only what a publishable key may do is open to it. */
  isForeign(headers: IncomingHttpHeaders): boolean;
}

const localNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

const hostName = (host: string): string => host.replace(/:\d+$/, "").toLowerCase();
/** An address of version 6 stands in brackets where a port may follow. */
const inUrl = (host: string): string => (host.includes(":") && !host.startsWith("[") ? `[${host}]` : host);
const isLocal = (name: string): boolean => localNames.has(name) || name.endsWith(".localhost");

/** A guard of a server that may be asked under these names as well as under this machine's own. */
export function createGuard(allowedHosts: readonly string[]): Guard {
  const allowed = new Set(allowedHosts.map((name) => inUrl(name.toLowerCase())));
  const isForeign = (headers: IncomingHttpHeaders): boolean => {
    const origin = header(headers, "origin");
    const site = header(headers, "sec-fetch-site");
    if (origin !== undefined) return origin !== `http://${header(headers, "host")}`;
    return site === "cross-site" && header(headers, "sec-fetch-mode") !== "navigate";
  };
  return {
    isForeign,
    refuse: (headers) => {
      const name = hostName(header(headers, "host") ?? "");
      if (isLocal(name) || allowed.has(name) || allowed.has("*")) return undefined;
      return `the host ${name || "(none)"} is not one of the emulator's names`;
    },
  };
}
