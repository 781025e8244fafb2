import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it arrived. */
export interface Arrival {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; `undefined` when there is none. */
  readonly body: unknown;
  /** Requests before this one. */
  readonly index: number;
}

/** An answer; or what is done instead of one. `stall` sends headers and half a body and then nothing. */
export type Treatment =
  | {
      readonly status?: number;
      readonly headers?: Record<string, string>;
      readonly data?: unknown;
      readonly text?: string;
    }
  | "hang"
  | "reset"
  | "stall";

/** The REST API and capture on loopback, doing what a test tells it. */
export interface Service {
  readonly url: string;
  readonly arrivals: Arrival[];
  /** Decides about each request. A promise delays the answer. */
  treat: (arrival: Arrival) => Treatment | Promise<Treatment>;
  /** Resolves when so many requests have arrived. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

const services: Service[] = [];

/** Ends every service that `startService` started. */
export async function closeServices(): Promise<void> {
  await Promise.all(services.splice(0).map((service) => service.close()));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, treatment: Treatment): void {
  if (treatment === "hang") return;
  if (treatment === "reset") {
    response.destroy();
    return;
  }
  if (treatment === "stall") {
    response.writeHead(200, { "content-type": "application/json" }).write('{"data":{"val');
    return;
  }
  const { status = 200, headers = { "content-type": "application/json" }, data, text } = treatment;
  response.writeHead(status, headers).end(text ?? JSON.stringify({ data, params: {} }));
}

/** What the service says about a flag. */
export const answer = (flag: string, value = true, more: object = {}) => ({
  ...{ flag, value, reason: "Matched rule", flag_id: "flag_1", rule_id: "rule_1", company_id: "comp_1" },
  ...more,
});

/** Answers every single check with on, and checks of all flags with `a` and `b`. */
export function answering({ url }: { readonly url: string }): Treatment {
  if (url === "/batch") return { text: "{}" };
  if (url === "/flags/check") return { status: 201, data: { flags: [answer("a"), answer("b", false)] } };
  return { data: answer(decodeURIComponent(url.split("/")[2] ?? "")) };
}

/** Starts a service; `closeServices` ends it. */
export async function startService(treat: Service["treat"] = answering): Promise<Service> {
  const arrivals: Arrival[] = [];
  const waiting = new Set<() => void>();
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = request;
    const text = await textOf(request);
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    const arrival = { method, url, headers, text, body, index: arrivals.length };
    arrivals.push(arrival);
    for (const check of waiting) check();
    send(response, await service.treat(arrival));
  }
  const server = createServer((request, response) => void take(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const service: Service = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    treat,
    arrived: (count) =>
      new Promise((resolve) => {
        const check = () => {
          if (arrivals.length >= count) resolve();
        };
        waiting.add(check);
        check();
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  services.push(service);
  return service;
}
