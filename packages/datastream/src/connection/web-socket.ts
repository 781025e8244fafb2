import { ConfigError, unref } from "@schematic/api/core";

/** What this package uses of a WebSocket: what `ws` and the platforms' own have in common, and extras where they exist. */
export interface WebSocketLike {
  binaryType: string;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  // Written, never read: handlers, for which every implementation has event types of its own.
  onopen: unknown;
  onmessage: unknown;
  onclose: unknown;
  onerror: unknown;
  /** Sends a protocol ping. Without it and `on` the connection is proven alive by asking for something small. */
  ping?(): void;
  /** Drops the connection without the closing handshake. */
  terminate?(): void;
  /** Events that only `ws` has: `pong`, `upgrade`, `unexpected-response`. */
  on?(event: string, listener: (...args: never[]) => void): unknown;
}

/** The members of a WebSocket's events that are looked at. */
export interface SocketEvent {
  readonly data?: unknown;
  readonly code?: number;
  readonly error?: unknown;
}

/** What a WebSocket is opened with. */
export interface WebSocketInit {
  readonly headers: Readonly<Record<string, string>>;
}

/** A WebSocket class that can send headers with the upgrade: that of `ws`, Bun, Deno or undici, or your own. */
export type WebSocketClass = new (url: string, init: WebSocketInit) => WebSocketLike;

/** Bytes of one frame beyond which the connection is given up: the limit of the official Node SDK. */
const MAX_FRAME_BYTES = 100 * 1024 * 1024;

/** The request that `ws` upgrades. */
interface UpgradeRequest {
  once(event: "socket", listener: (socket: unknown) => void): unknown;
  end(): void;
}

/** Opens a WebSocket with `given`, else with `ws` on Node, else with the platform's. Rejects with a `ConfigError` where none can. */
export async function openWebSocket(
  url: string,
  init: WebSocketInit,
  given: WebSocketClass | undefined,
): Promise<WebSocketLike> {
  // What is given may be that of `ws`, too, or extend it; others do not look at what is only for that.
  if (given !== undefined) return new given(url, { ...init, ...FOR_WS });
  if (runtimeOf() !== "node") return openPlatformWebSocket(url, init);
  // Loaded when needed, so that a bundle for another platform works without it.
  const { WebSocket } = await import("ws");
  return new WebSocket(url, { ...init, ...FOR_WS });
}

const FOR_WS = {
  maxPayload: MAX_FRAME_BYTES,
  // From the first byte on the connection is background work and must not keep the process alive.
  finishRequest(request: UpgradeRequest) {
    request.once("socket", unref);
    request.end();
  },
};

function openPlatformWebSocket(url: string, init: WebSocketInit): WebSocketLike {
  const { WebSocket } = globalThis as { WebSocket?: unknown };
  if (runtimeOf() === "other" || typeof WebSocket !== "function") {
    throw new ConfigError(
      "This platform's WebSocket cannot send the API key: pass `webSocket`, or use `replicator` with a shared cache",
    );
  }
  return new (WebSocket as WebSocketClass)(url, init);
}

/** Bun and Deno also pass for Node, but their own WebSocket sends headers and needs no package. */
function runtimeOf(): "node" | "headers" | "other" {
  const platform = globalThis as { Bun?: unknown; Deno?: unknown; process?: { versions?: { node?: string } } };
  if (platform.Bun !== undefined || platform.Deno !== undefined) return "headers";
  return platform.process?.versions?.node === undefined ? "other" : "node";
}
