import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it arrived. */
export interface Recorded {
  readonly method: string;
  /** Not decoded. */
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly body: string;
  readonly headers: IncomingMessage["headers"];
}

/** What a service answers: JSON, or text as it is. */
export interface Answer {
  readonly status?: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly type?: string;
}

/** A real HTTP server on loopback that records requests and answers what it is told. */
export async function startService(
  initial: (request: Recorded) => Answer = () => ({ json: { data: {}, params: {} } }),
) {
  let answer = initial;
  const requests: Recorded[] = [];
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const [path = "", query = ""] = (incoming.url ?? "").split("?");
    const request: Recorded = {
      method: incoming.method ?? "",
      path,
      query: [...new URLSearchParams(query)],
      body: Buffer.concat(chunks).toString("utf8"),
      headers: incoming.headers,
    };
    requests.push(request);
    const { status = 200, json, text, type = "application/json" } = answer(request);
    outgoing.writeHead(status, status === 204 ? {} : { "content-type": type });
    outgoing.end(status === 204 ? undefined : (text ?? JSON.stringify(json)));
  };
  const server = createServer((incoming, outgoing) => void handle(incoming, outgoing));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    last: (): Recorded => requests.at(-1) ?? fail(),
    answer: (next: (request: Recorded) => Answer): void => {
      answer = next;
    },
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function fail(): never {
  throw new Error("no request arrived");
}
