import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";

/** What a client asked, as it was on the wire. */
export interface Asked {
  readonly action?: string;
  readonly entity_type: string;
  readonly keys?: Record<string, string>;
  readonly page_size?: number;
}

/** Decides what happens when a client asks; by default the server knows nothing and answers nothing. */
export type Script = (asked: Asked, peer: Peer) => void;

/** One connection, seen from the server. */
export class Peer {
  readonly headers: IncomingHttpHeaders;
  readonly socket: WebSocket;
  readonly asked: Asked[] = [];

  constructor(socket: WebSocket, headers: IncomingHttpHeaders) {
    this.socket = socket;
    this.headers = headers;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  flags(flags: readonly unknown[], pagination?: object): void {
    this.send({
      data: flags,
      entity_type: "rulesengine.Flags",
      message_type: "full",
      ...(pagination && { pagination }),
    });
  }

  company(entity: { id: string }, message_type = "full", stream_id?: string): void {
    this.#entity("rulesengine.Company", { data: entity, entity_id: entity.id, message_type, stream_id });
  }

  user(entity: { id: string }, message_type = "full"): void {
    this.#entity("rulesengine.User", { data: entity, entity_id: entity.id, message_type });
  }

  partial(id: string, data: object, stream_id?: string): void {
    this.#entity("rulesengine.Company", { data, entity_id: id, message_type: "partial", stream_id });
  }

  error(asked: Asked, error = "company not found"): void {
    this.send({ data: { error, keys: asked.keys, entity_type: asked.entity_type }, message_type: "error" });
  }

  #entity(entity_type: string, rest: object): void {
    this.send({ entity_type, ...rest });
  }
}

/** A stream server that does exactly what a test says, faults included. */
export class StreamServer {
  readonly peers: Peer[] = [];
  /** HTTP status with which upgrades are answered. */
  refuseWith: number | undefined;
  /** Upgrades are taken and never answered. */
  hang = false;
  /** Times at which upgrades were asked for. */
  readonly upgrades: number[] = [];
  script: Script;
  readonly #http: Server = createServer();
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #raw = new Set<Duplex>();
  #port = 0;

  constructor(script: Script = () => undefined) {
    this.script = script;
    this.#http.on("connection", (socket) => {
      this.#raw.add(socket);
      socket.on("close", () => this.#raw.delete(socket));
      socket.on("error", () => undefined);
    });
    this.#http.on("upgrade", (request, socket, head) => {
      this.upgrades.push(performance.now());
      if (this.hang) return;
      if (this.refuseWith !== undefined) {
        socket.end(`HTTP/1.1 ${this.refuseWith} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) =>
        this.#accept(new Peer(webSocket, request.headers)),
      );
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get last(): Peer {
    const peer = this.peers.at(-1);
    if (peer === undefined) throw new Error("no client has connected");
    return peer;
  }

  get asked(): Asked[] {
    return this.peers.flatMap((peer) => peer.asked);
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (this.#http.address() as AddressInfo).port;
    return this;
  }

  /** Cuts every connection at once; the port stays the server's own. */
  cut(): void {
    for (const socket of this.#raw) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #accept(peer: Peer): void {
    this.peers.push(peer);
    peer.socket.on("error", () => undefined);
    peer.socket.on("message", (text: Buffer) => {
      const { data } = JSON.parse(text.toString("utf8")) as { data: Asked };
      peer.asked.push(data);
      this.script(data, peer);
    });
  }
}
