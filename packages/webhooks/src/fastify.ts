import type { IncomingMessage } from "node:http";
import type { WebhookHandler } from "./handler.ts";
import { answer } from "./to-node-handler.ts";

/** What is used of a Fastify instance. */
export interface FastifyApp {
  removeAllContentTypeParsers(): void;
  addContentTypeParser(
    contentType: string,
    parser: (request: unknown, payload: unknown, done: (error: Error | null) => void) => void,
  ): unknown;
  post(
    path: string,
    handler: (request: { readonly raw: IncomingMessage }, reply: FastifyReply) => Promise<unknown>,
  ): unknown;
}

/** What is used of a Fastify reply. */
export interface FastifyReply {
  code(status: number): unknown;
  headers(headers: Record<string, string>): unknown;
  send(body: Uint8Array): unknown;
}

/**
 * A Fastify plugin that serves a `createWebhookHandler` handler at the prefix that it is registered with. It reads the
 * exact bytes itself: the parsers of the rest of the application neither see nor lose them.
 *
 * @example
 * await app.register(fastifyWebhook(handler), { prefix: "/webhooks/schematic" });
 */
export function fastifyWebhook(handler: WebhookHandler): (app: FastifyApp) => Promise<void> {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, _payload, done) => done(null));
    app.post("/", async (request, reply) => {
      const response = await answer(handler, request.raw);
      reply.code(response.status);
      reply.headers(Object.fromEntries(response.headers));
      return reply.send(Buffer.from(await response.arrayBuffer()));
    });
  };
}
