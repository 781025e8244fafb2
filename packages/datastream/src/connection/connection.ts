/**
 * Keeps one connection to the stream, for ever. States: idle, connecting, syncing (open, but the flags have not come),
 * ready, waiting (for the next attempt), closed. Every loss, a clean close and a sync that fails included, leads to
 * waiting and never straight to connecting; failures count as in a row until a connection was ready for a while.
 */
import { ConfigError, unref } from "@schematic/api/core";
import { classifyLoss, type Loss, reconnectDelayMs } from "./reconnect-policy.ts";
import { Socket, type SocketEnd, type SocketOptions } from "./socket.ts";

/** What a connection reports. */
export interface ConnectionListener {
  /** Open: ask for the flags, then call `synced` when they have come, or `fail` when they do not. */
  onOpen(): void;
  onText(text: string): void;
  onProbe(): void;
  /** The connection or the attempt is over; the next attempt follows after `retryInMs`. */
  onLoss(loss: Loss, retryInMs: number): void;
}

/** Options of a connection. */
export interface ConnectionOptions extends SocketOptions {
  readonly random: () => number;
}

/** Ready for less than this counts as one more failure: a service that breaks right after the flags gets slower retries. */
const STABLE_MS = 10_000;

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  #state: "idle" | "connecting" | "syncing" | "ready" | "waiting" | "closed" = "idle";
  #socket: Socket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #readySince = 0;
  #heardAt = 0;

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
  }

  get isOpen(): boolean {
    return this.#state === "syncing" || this.#state === "ready";
  }

  /** When the peer was last heard, on the monotonic clock. */
  get heardAt(): number {
    return this.#socket?.heardAt ?? this.#heardAt;
  }

  start(): void {
    if (this.#state === "idle") this.#connect();
  }

  send(text: string): boolean {
    return this.#socket?.send(text) ?? false;
  }

  /** The flags have come. */
  synced(): void {
    if (this.#state !== "syncing") return;
    this.#state = "ready";
    this.#readySince = performance.now();
  }

  /** Gives the connection up and tries again later. */
  fail(detail: string): void {
    if (!this.isOpen) return;
    this.#socket?.close();
    this.#lose({ refused: false, detail });
  }

  close(): void {
    this.#state = "closed";
    clearTimeout(this.#timer);
    this.#heardAt = this.heardAt;
    this.#socket?.close();
    this.#socket = undefined;
  }

  #connect(): void {
    this.#state = "connecting";
    this.#socket = new Socket(this.#options, {
      onOpen: () => this.#opened(),
      onText: (text) => this.#listener.onText(text),
      onProbe: () => this.#listener.onProbe(),
      onEnd: (end) => this.#ended(end),
    });
  }

  #opened(): void {
    this.#state = "syncing";
    this.#listener.onOpen();
  }

  #ended(end: SocketEnd): void {
    const { error } = end;
    // What this platform or these options cannot do will not change by trying again soon.
    this.#lose(error ? { refused: error instanceof ConfigError, detail: error.message } : classifyLoss(end));
  }

  #lose(loss: Loss): void {
    const wasStable = this.#state === "ready" && performance.now() - this.#readySince >= STABLE_MS;
    this.#failures = wasStable ? 1 : this.#failures + 1;
    this.#state = "waiting";
    this.#heardAt = this.heardAt;
    this.#socket = undefined;
    const retryInMs = reconnectDelayMs(loss, this.#failures, this.#options.random);
    this.#timer = setTimeout(() => this.#connect(), retryInMs);
    unref(this.#timer);
    this.#listener.onLoss(loss, retryInMs);
  }
}
