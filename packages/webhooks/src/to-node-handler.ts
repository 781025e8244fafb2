import type { IncomingMessage, ServerResponse } from "node:http";
import { parsedBody } from "./body.ts";
import { isWebhookBody, toBytes, type WebhookBody } from "./bytes.ts";
import type { WebhookHandler } from "./handler.ts";

/** A request of Node's, with what frameworks add to it: the parsed `body`, or the bytes themselves. */
export type NodeRequest = IncomingMessage & { readonly body?: unknown; readonly rawBody?: unknown };

/**
 * Lets a `createWebhookHandler` handler serve Node's requests: `node:http`, Express, Nest, Next's pages router. The body
 * may be unread, or `rawBody` or `body` may hold its bytes; a parsed body is answered with 500 and what to change.
 *
 * @example
 * app.post("/webhooks/schematic", toNodeHandler(handler)); // before app.use(express.json())
 */
export function toNodeHandler(handler: WebhookHandler): (req: NodeRequest, res: ServerResponse) => Promise<void> {
  return async (req, res) => {
    const response = await answer(handler, req);
    // Somebody has answered meanwhile, such as a middleware that limits time.
    if (res.headersSent) return;
    res.writeHead(response.status, Object.fromEntries(response.headers));
    res.end(new Uint8Array(await response.arrayBuffer()));
  };
}

/** The handler's answer to a request of Node's. */
export async function answer(handler: WebhookHandler, req: NodeRequest): Promise<Response> {
  // Nothing else is ever served, and `Request` refuses some methods that Node lets through.
  if (req.method !== "POST") return new Response(null, { status: 405, headers: { Allow: "POST" } });
  const request = webRequest(req);
  try {
    return await handler(request);
  } finally {
    // What was not read would hold up the connection's next request. A body that broke off has nothing left to discard.
    request.body?.cancel().catch(() => {});
  }
}

/** The Web `Request` that `req` is. Its body streams, so that the handler's limit holds before the bytes are here. */
function webRequest(req: NodeRequest): Request {
  const init: RequestInit & { duplex: "half" } = {
    method: "POST",
    headers: webHeaders(req),
    body: webBody(req),
    duplex: "half",
  };
  return new Request("http://localhost/", init);
}

function webHeaders(req: NodeRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    try {
      if (value !== undefined) headers.set(name, String(value));
    } catch {
      // `Headers` takes neither HTTP/2's names with a colon nor what lenient parsers let through; neither is one of ours.
    }
  }
  return headers;
}

function webBody(req: NodeRequest): Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> {
  const bytes = [req.rawBody, req.body].find((body): body is WebhookBody => isWebhookBody(body));
  if (bytes !== undefined) return Uint8Array.from(toBytes(bytes));
  return req.readableDidRead ? failingStream() : streamOf(req);
}

function failingStream(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.error(parsedBody()) });
}

/** Cancelling discards the rest: destroying `req` would take the connection away before the answer. */
function streamOf(req: NodeRequest): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = req.iterator({ destroyOnReturn: false });
  const source: UnderlyingDefaultSource<Uint8Array> = {
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return?.();
      req.resume();
    },
  };
  // Nothing is read ahead: Node discards a body that nobody touched, but not one that somebody began to read.
  return new ReadableStream(source, { highWaterMark: 0 });
}
