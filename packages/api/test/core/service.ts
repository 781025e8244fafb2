import { createTransport, type Transport, type TransportOptions } from "../../src/core/index.ts";
import { type Loopback, loopback, type Reply } from "./loopback.ts";

/** A transport and the server it talks to. */
export interface Service extends AsyncDisposable {
  readonly server: Loopback;
  readonly transport: Transport;
  /** The waits between attempts, in milliseconds; none of them is really waited. */
  readonly waits: number[];
}

/** A transport over a real server, with time that costs nothing: jitter gives its bound, and waits move the clock. */
export async function service(replies: readonly Reply[], options: Partial<TransportOptions> = {}): Promise<Service> {
  const server = await loopback(...replies);
  const waits: number[] = [];
  let clock = Date.UTC(2026, 0, 1);
  const transport = createTransport({
    apiKey: "sch_dev_secret",
    baseUrl: server.origin,
    random: () => 1,
    now: () => clock,
    sleep: async (ms) => {
      waits.push(ms);
      clock += ms;
    },
    ...options,
  });
  return { server, transport, waits, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** What a promise rejects with; `undefined` when it resolves. */
export function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

export const get = { method: "GET", path: "/companies" } as const;
export const post = { method: "POST", path: "/companies", body: "{}" } as const;
