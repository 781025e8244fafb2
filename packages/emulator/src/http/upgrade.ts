import { type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Guard } from "./guard.ts";
import { HttpError } from "./http-error.ts";
import { targetOf } from "./message.ts";

/** A request to go over to WebSocket. */
export interface Upgrade {
  readonly message: IncomingMessage;
  readonly duplex: Duplex;
  readonly head: Buffer;
  readonly url: URL;
  /** True for one that a page from elsewhere makes. */
  readonly foreign: boolean;
}

/** Accepts an upgrade, or throws the HttpError that refuses it. */
export type UpgradeRoute = (upgrade: Upgrade) => void;

export interface UpgradeOptions {
  readonly guard: Guard;
  /** By path. */
  readonly routes: Readonly<Record<string, UpgradeRoute>>;
  /** Told of a path that nothing serves. */
  readonly onUnknown: (path: string) => void;
}

function refuse(duplex: Duplex, { status, message }: HttpError): void {
  const body = JSON.stringify({ error: message });
  duplex.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Leads upgrades to who serves their path. */
export function serveUpgrades(server: Server, { guard, routes, onUnknown }: UpgradeOptions): void {
  const admit = (message: IncomingMessage, duplex: Duplex, head: Buffer): void => {
    const refusal = guard.refuse(message.headers);
    if (refusal !== undefined) throw new HttpError(403, refusal);
    const url = targetOf(message);
    const route = Object.hasOwn(routes, url.pathname) ? routes[url.pathname] : undefined;
    if (route) {
      route({ message, duplex, head, url, foreign: guard.isForeign(message.headers) });
      return;
    }
    onUnknown(url.pathname);
    throw new HttpError(501, `the emulator does not implement the socket ${url.pathname}`);
  };
  server.on("upgrade", (message: IncomingMessage, duplex: Duplex, head: Buffer) => {
    duplex.on("error", () => duplex.destroy());
    try {
      admit(message, duplex, head);
    } catch (error) {
      if (error instanceof HttpError) refuse(duplex, error);
      else duplex.destroy();
    }
  });
}
