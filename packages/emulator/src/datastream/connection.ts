import type { WebSocket } from "ws";
import type { FaultSet } from "../faults/faults.ts";
import type { ClientOrigin, ClientView } from "./client-view.ts";

/** Bytes that may wait for a client that does not read; beyond that it is cut off. */
const maxBacklogBytes = 16 * 1024 * 1024;
/** The code for "try again later". */
const overloaded = 1013;

/** One open connection: what it subscribed to, and the way to it, faults included. */
export class Connection {
  readonly companies = new Set<string>();
  readonly users = new Set<string>();
  flags = false;
  allCompanies = false;
  allUsers = false;
  received = 0;
  #sent = 0;
  #alive = true;
  #delayed: Promise<void> = Promise.resolve();
  #waiting = 0;
  origin: ClientOrigin;
  readonly #socket: WebSocket;
  readonly #faults: FaultSet;
  readonly #path: string;

  constructor(origin: ClientOrigin, socket: WebSocket, { faults, path }: { faults: FaultSet; path: string }) {
    this.origin = origin;
    this.#socket = socket;
    this.#faults = faults;
    this.#path = path;
    socket.on("pong", () => {
      this.#alive = true;
    });
    socket.on("ping", (data) => {
      if (!this.#isHung()) socket.pong(data);
    });
  }

  /** Sends in order; a fault may delay or swallow the frame. */
  send(frame: object): void {
    const { delayMs, action } = this.#faults.strike("datastream", this.#path, ["latency", "drop", "hang"]);
    if (action !== undefined) return;
    const text = JSON.stringify(frame);
    if (delayMs === 0 && this.#waiting === 0) this.#write(text);
    else this.#writeLater(text, delayMs);
  }

  #writeLater(text: string, delayMs: number): void {
    this.#waiting += 1;
    this.#delayed = this.#delayed.then(async () => {
      await new Promise((resolve) => setTimeout(resolve, delayMs).unref());
      this.#waiting -= 1;
      this.#write(text);
    });
  }

  /** Pings the client; ends the connection if the last ping was not answered. */
  beat(): void {
    if (this.#isHung()) return;
    if (this.#alive) this.#socket.ping();
    else this.#socket.terminate();
    this.#alive = false;
  }

  /** Closes with a code, or without one as a cable that is cut does. */
  end(code?: number | undefined, reason?: string | undefined): void {
    if (code === undefined) this.#socket.terminate();
    else this.#socket.close(code, reason);
  }

  view(): ClientView {
    return {
      ...this.origin,
      subscriptions: {
        flags: this.flags,
        all_companies: this.allCompanies,
        all_users: this.allUsers,
        companies: [...this.companies],
        users: [...this.users],
      },
      sent: this.#sent,
      received: this.received,
    };
  }

  #isHung(): boolean {
    return this.#faults.list().some((fault) => fault.kind === "hang" && ["all", "datastream"].includes(fault.target));
  }

  #write(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(text);
    this.#sent += 1;
    if (this.#socket.bufferedAmount > maxBacklogBytes) this.#socket.close(overloaded, "client does not keep up");
  }
}
