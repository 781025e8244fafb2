import type { Emulator } from "@schematic/emulator";
import { WebSocket } from "ws";

export interface Frame {
  readonly entity_type: string;
  readonly message_type: string;
  readonly entity_id?: string;
  readonly stream_id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a server sends is looked into freely here
  readonly data: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly pagination?: any;
}

/** A datastream client that keeps what it was sent. */
export interface StreamClient {
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  ask(data: object): void;
  /** The next frame that has not been taken yet. */
  next(): Promise<Frame>;
  /** Resolves when everything that the server has sent until now is here: pings stay in line with frames. */
  settled(): Promise<Frame[]>;
}

/** Opens a datastream; rejects with the status of a refused upgrade. */
export function openStream(emulator: Emulator, headers: Record<string, string> = {}): Promise<StreamClient> {
  const socket = new WebSocket(`${emulator.url.replace("http", "ws")}/datastream`, {
    headers: { "X-Schematic-Api-Key": emulator.apiKey, "X-Schematic-Client": "test", ...headers },
  });
  const frames: Frame[] = [];
  const waiting: ((frame: Frame) => void)[] = [];
  socket.on("message", (data) => {
    const frame = JSON.parse(data.toString()) as Frame;
    const waiter = waiting.shift();
    if (waiter) waiter(frame);
    else frames.push(frame);
  });
  const closed = new Promise<number>((resolve) => socket.on("close", resolve));
  const client: StreamClient = {
    socket,
    closed,
    ask: (data) => socket.send(JSON.stringify({ data })),
    next: () => {
      const frame = frames.shift();
      return frame ? Promise.resolve(frame) : new Promise((resolve) => waiting.push(resolve));
    },
    settled: async () => {
      await new Promise((resolve) => {
        socket.once("pong", resolve);
        socket.ping();
      });
      return frames.splice(0);
    },
  };
  return new Promise((resolve, reject) => {
    socket.on("open", () => resolve(client));
    socket.on("unexpected-response", (_request, response) => reject(new Error(`status ${response.statusCode}`)));
    socket.on("error", reject);
  });
}
