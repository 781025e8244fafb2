import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a request was, as the server saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly port: number | undefined;
}

/** Answers one request. */
export type Reply = (response: ServerResponse, seen: Seen) => void;

/** A real server on loopback that answers the nth request by the nth reply, and later ones by the last. */
export interface Loopback extends AsyncDisposable {
  readonly origin: string;
  readonly seen: Seen[];
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += chunk;
  return body;
}

export async function loopback(...replies: readonly Reply[]): Promise<Loopback> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { method = "", url = "", headers, socket } = request;
      const entry = { method, url, headers, body, port: socket.remotePort };
      seen.push(entry);
      replies[Math.min(seen.length, replies.length) - 1]?.(response, entry);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with a status and JSON. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(value));
  };
}

/** Answers with a status and text as it is. */
export function text(status: number, body: string, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
}

/** Never answers. */
export const hang: Reply = () => undefined;

/** Sends the head and the beginning of a body, and no more. */
export const hangInBody: Reply = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"data":');
};

/** Cuts the connection before any answer. */
export const reset: Reply = (response) => {
  response.socket?.resetAndDestroy();
};

/** Promises a longer body than it sends before it cuts the connection. */
export const cutBody: Reply = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
  response.write('{"data":', () => response.socket?.destroy());
};
