/**
 * One connection, from the upgrade to its end. States: opening, open, over. `onEnd` is called exactly once; after it,
 * or after `close`, nothing that the old WebSocket still does is heard: late events of a dead connection must never
 * touch the next one. A peer that is silent for two heartbeats is dead, whatever TCP says.
 */
import { type Logger, unref } from "@schematic/api/core";
import { isJson } from "../protocol/entity.ts";
import { openWebSocket, type SocketEvent, type WebSocketClass, type WebSocketLike } from "./web-socket.ts";

/** What a socket needs to open. */
export interface SocketOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly webSocket: WebSocketClass | undefined;
  readonly pingIntervalMs: number;
  readonly logger: Logger;
}

/** Who listens to a socket. */
export interface SocketListener {
  onOpen(): void;
  onText(text: string): void;
  /** The WebSocket cannot ping: ask for something that is always answered. */
  onProbe(): void;
  onEnd(end: SocketEnd): void;
}

/** How a socket ended: the status of a refused upgrade, else a close code; 1006 when there was no closing handshake. */
export interface SocketEnd {
  readonly status?: number | undefined;
  readonly code: number;
  /** The system's word for what went wrong before it, such as `ECONNREFUSED`. */
  readonly cause?: string | undefined;
  /** Reported when the platform has no usable WebSocket. */
  readonly error?: Error | undefined;
}

/** As the official SDKs; a hanging upgrade must not hang for ever. */
const HANDSHAKE_TIMEOUT_MS = 30_000;
/** Several turns of the event loop, in which bytes that are waiting are read, deciphered and understood. */
const CATCH_UP_MS = 20;
const ABNORMAL = 1006;
/** The close code for a message that was too large. */
export const TOO_LARGE = 1009;
/** Time for the closing handshake. */
const CLOSE_GRACE_MS = 500;

export class Socket {
  readonly #options: SocketOptions;
  readonly #listener: SocketListener;
  readonly #decoder = new TextDecoder();
  #webSocket: WebSocketLike | undefined;
  #state: "opening" | "open" | "over" = "opening";
  #heardAt = performance.now();
  #beatAt = 0;
  #cause: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;

  constructor(options: SocketOptions, listener: SocketListener) {
    this.#options = options;
    this.#listener = listener;
    this.#timer = setTimeout(() => this.#end({ code: ABNORMAL }), HANDSHAKE_TIMEOUT_MS);
    unref(this.#timer);
    void this.#open();
  }

  /** When the peer was last heard, on the monotonic clock. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** Sends a frame; `false` if the connection is not open. */
  send(text: string): boolean {
    if (this.#state !== "open") return false;
    try {
      this.#webSocket?.send(text);
      return true;
    } catch {
      // The WebSocket has begun to close; its end is on the way.
      return false;
    }
  }

  /** Ends the connection without calling `onEnd`. */
  close(code = 1000): void {
    this.#stop();
    this.#drop(code);
  }

  async #open(): Promise<void> {
    const { url, headers, webSocket } = this.#options;
    try {
      const opened = await openWebSocket(url, { headers }, webSocket);
      this.#webSocket = opened;
      this.#listen(opened);
      if (this.#state === "over") this.#drop(1000);
    } catch (error) {
      this.#end({ code: ABNORMAL, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  #listen(webSocket: WebSocketLike): void {
    webSocket.binaryType = "arraybuffer";
    webSocket.onopen = () => this.#opened(webSocket);
    webSocket.onmessage = (event: SocketEvent) => this.#received(event);
    webSocket.onclose = (event: SocketEvent) => this.#end({ code: event.code ?? ABNORMAL, cause: this.#cause });
    // A close follows, which says nothing of why; without a handler `ws` would throw.
    webSocket.onerror = ({ error }: SocketEvent) => {
      if (!isJson(error) || typeof error.code !== "string") return;
      this.#cause = error.code;
      if (error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") this.#end({ code: TOO_LARGE, cause: this.#cause });
    };
    webSocket.on?.("pong", () => this.#hear());
    webSocket.on?.("ping", () => this.#hear());
    webSocket.on?.("unexpected-response", (_request: unknown, response: { statusCode?: number }) =>
      this.#end({ status: response.statusCode, code: ABNORMAL }),
    );
  }

  #opened(webSocket: WebSocketLike): void {
    if (this.#state !== "opening") return;
    this.#state = "open";
    this.#hear();
    clearTimeout(this.#timer);
    this.#beat = setInterval(() => this.#heartbeat(webSocket), this.#options.pingIntervalMs);
    unref(this.#beat);
    this.#listener.onOpen();
  }

  #received({ data }: SocketEvent): void {
    if (this.#state !== "open") return;
    this.#hear();
    try {
      this.#listener.onText(data instanceof ArrayBuffer ? this.#decoder.decode(data) : String(data));
    } catch (error) {
      // One message that cannot be handled costs that message, not the connection.
      this.#options.logger.error("datastream: a message could not be applied", error);
    }
  }

  #hear(): void {
    this.#heardAt = performance.now();
  }

  #heartbeat(webSocket: WebSocketLike): void {
    if (this.#heardAt < this.#beatAt) {
      // What came while the process was busy or asleep is heard first.
      this.#timer = setTimeout(() => this.#heardAt < this.#beatAt && this.#end({ code: ABNORMAL }), CATCH_UP_MS);
      unref(this.#timer);
      return;
    }
    this.#beatAt = performance.now();
    try {
      // A pong can only be heard where events beyond the standard's can be listened to.
      if (typeof webSocket.ping === "function" && typeof webSocket.on === "function") webSocket.ping();
      else this.#listener.onProbe();
    } catch {
      // Not open any more: the next beat or the close event ends it.
    }
  }

  #end(end: SocketEnd): void {
    if (this.#state === "over") return;
    this.#stop();
    this.#drop(1000);
    this.#listener.onEnd(end);
  }

  #stop(): void {
    this.#state = "over";
    clearTimeout(this.#timer);
    clearInterval(this.#beat);
  }

  #drop(code: number): void {
    const webSocket = this.#webSocket;
    try {
      webSocket?.close(code);
      if (typeof webSocket?.terminate !== "function") return;
      // A dead peer never answers the closing handshake.
      unref(setTimeout(() => webSocket.terminate?.(), CLOSE_GRACE_MS));
    } catch {
      // Already gone.
    }
  }
}
