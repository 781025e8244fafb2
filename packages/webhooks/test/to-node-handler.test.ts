import { once } from "node:events";
import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createWebhookHandler, signWebhook } from "@schematic/webhooks";
import { type NodeRequest, toNodeHandler } from "@schematic/webhooks/node";
import { companyUpdated, secret } from "./signed.ts";

const serve = toNodeHandler(createWebhookHandler({ secret, on: {} }));
let server: Server | undefined;
afterEach(() => {
  server?.close();
});

async function listen(listener: RequestListener, options: ServerOptions = {}): Promise<number> {
  server = createServer(options, listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

/** The status line that a request, written as it is, gets. */
async function statusOf(port: number, request: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.end(request);
  let text = "";
  for await (const chunk of socket.setEncoding("utf8")) text += chunk;
  return text.split("\r\n")[0] ?? "";
}

async function rawRequest(extraHeader: string): Promise<string> {
  const { headers, body } = await signWebhook(JSON.stringify(companyUpdated), { secret });
  const all = { Host: "localhost", Connection: "close", ...headers, "Content-Length": body.length };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `POST / HTTP/1.1\r\n${[...lines, extraHeader].join("\r\n")}\r\n\r\n${body}`;
}

describe("toNodeHandler", () => {
  it("never rejects for a header that a lenient parser let through", async () => {
    const outcomes: unknown[] = [];
    const port = await listen((req, res) => void serve(req, res).catch((error) => outcomes.push(error)), {
      insecureHTTPParser: true,
    });
    expect(await statusOf(port, await rawRequest("X-Odd: a\0b"))).toBe("HTTP/1.1 204 No Content");
    expect(outcomes).toEqual([]);
  });

  it("leaves a response alone that somebody else has begun", async () => {
    let served: Promise<void> | undefined;
    const port = await listen((req, res) => {
      res.writeHead(503, { Connection: "close" }).end();
      served = serve(req, res);
    });
    expect(await statusOf(port, await rawRequest("X-Plain: a"))).toBe("HTTP/1.1 503 Service Unavailable");
    await expect(served).resolves.toBeUndefined();
  });

  it("takes a header without a value, which imitations of Node's requests have, for none", async () => {
    const port = await listen((req, res) => {
      const { headers } = req;
      const imitation = { ...headers, "x-schematic-webhook-signature": undefined };
      void serve(Object.defineProperty(req, "headers", { value: imitation }) as NodeRequest, res);
    });
    const signed = await signWebhook(companyUpdated, { secret });
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", ...signed });
    expect([response.status, await response.json()]).toMatchObject([400, { code: "missing-header" }]);
  });
});
