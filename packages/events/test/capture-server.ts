import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An event as it arrived. */
export interface WireEvent {
  readonly api_key: string;
  readonly type: string;
  readonly idempotency_key: string;
  readonly sent_at: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly trusted_client_clock?: boolean;
  readonly backfill?: boolean;
}

/** One request as it arrived. */
export interface Exchange {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly events: readonly WireEvent[];
  /** Requests before this one. */
  readonly index: number;
}

/** How a request is treated. `lost`: taken in, but the answer never arrives. `reset`: not taken in, and no answer. */
export type Treatment =
  | {
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
      readonly delayMs?: number;
    }
  | "hang"
  | "reset"
  | "lost";

/** A capture service on loopback that does what a test tells it. */
export interface CaptureServer {
  readonly url: string;
  readonly exchanges: Exchange[];
  /** What was taken in, in order of arrival. */
  readonly taken: WireEvent[];
  /** Decides about each request; answers 200 by default. */
  treat: (exchange: Exchange) => Treatment;
  /** Resolves when `holds` does after some request. */
  until(holds: () => boolean): Promise<void>;
  /** Requests under way at once, at most so far. */
  readonly mostAtOnce: () => number;
  close(): Promise<void>;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

export const accepted: Treatment = { status: 200, headers: { "content-type": "application/json" }, body: "{}" };
export const tooLarge: Treatment = { status: 400, body: '{"error":"batch too large","max_size":100}' };

export async function startCapture(treat: (exchange: Exchange) => Treatment = () => accepted): Promise<CaptureServer> {
  const exchanges: Exchange[] = [];
  const taken: WireEvent[] = [];
  const waiting = new Set<() => void>();
  let atOnce = 0;
  let most = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    most = Math.max(most, ++atOnce);
    response.once("close", () => atOnce--);
    const { events } = JSON.parse((await readBody(request)) || '{"events":[]}') as { events: WireEvent[] };
    const exchange = {
      method: request.method,
      url: request.url,
      headers: request.headers,
      events,
      index: exchanges.length,
    };
    exchanges.push(exchange);
    const treatment = capture.treat(exchange);
    if (treatment === "lost" || (typeof treatment === "object" && treatment.status < 300)) taken.push(...events);
    for (const check of waiting) check();
    if (treatment === "hang") return;
    if (typeof treatment === "string") {
      request.socket.destroy();
      return;
    }
    if (treatment.delayMs) await new Promise((resolve) => setTimeout(resolve, treatment.delayMs).unref());
    response.writeHead(treatment.status, treatment.headers).end(treatment.body);
    for (const check of waiting) check();
  }

  // A program that is killed cuts its requests off.
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const capture: CaptureServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    taken,
    treat,
    mostAtOnce: () => most,
    until: (holds) =>
      new Promise((resolve) => {
        const check = () => {
          if (!holds()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return capture;
}
