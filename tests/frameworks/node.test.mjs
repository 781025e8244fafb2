import "reflect-metadata";
import { once } from "node:events";
import { after, before, describe, it } from "node:test";
import { serve as serveHono } from "@hono/node-server";
import { Logger } from "@nestjs/common";
import { assertParsedBodyIsExplained, assertServes, genuineCases, overflowCases, refusalCases } from "./cases.mjs";
import { closeClient } from "./client.mjs";
import { serve } from "./targets.mjs";

after(closeClient);

async function listening(server) {
  if (!server.listening) await once(server, "listening");
  return server;
}

const listeners = {
  Express: (app) => listening(app.listen(0, "127.0.0.1")),
  Nest: async (app) => {
    await app.listen(0, "127.0.0.1");
    return app.getHttpServer();
  },
  Fastify: async (app) => {
    await app.listen({ port: 0, host: "127.0.0.1" });
    return app.server;
  },
  Hono: (app) => listening(serveHono({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" })),
};

// Nest's log would drown the results.
Logger.overrideLogger(false);

const express4 = { 'from "express"': 'from "express4"' };
const express = "export const app = express();";

async function served(heading, edits, assertion) {
  const target = await serve(heading, listeners[heading], edits);
  try {
    await assertion(target);
  } finally {
    await target.stop();
  }
}

for (const [name, heading, edits] of [
  ["Express 5", "Express"],
  ["Express 4", "Express", express4],
  ["Nest", "Nest"],
  ["Fastify", "Fastify"],
  ["Hono", "Hono"],
]) {
  describe(name, () => {
    let target;
    before(async () => {
      target = { ...(await serve(heading, listeners[heading], edits)), cutsOverflow: heading === "Hono" };
    });
    after(() => target?.stop());
    genuineCases(() => target);
    refusalCases(() => target);
    overflowCases(() => target);
  });
}

for (const [name, edits] of [
  ["Express 5", {}],
  ["Express 4", express4],
]) {
  describe(`${name}, with other middleware first`, () => {
    it("says what to change after express.json()", () =>
      served("Express", { ...edits, [express]: `${express} app.use(express.json());` }, (target) =>
        assertParsedBodyIsExplained(target, "express.json()"),
      ));
    it("serves after express.raw() and express.text()", async () => {
      for (const parser of ["raw", "text"]) {
        const use = `${express} app.use(express.${parser}({ type: "*/*", limit: "2mb" }));`;
        await served("Express", { ...edits, [express]: use }, assertServes);
      }
    });
    it("serves after parsers of other types, which leave the body alone", () =>
      served(
        "Express",
        { ...edits, [express]: `${express} app.use(express.urlencoded({ extended: false }));` },
        assertServes,
      ));
  });
}

describe("Nest, in a controller", () => {
  const controller = `
import { Controller, Post, Req, Res } from "@nestjs/common";
const handle = toNodeHandler(handler);
@Controller("webhooks/schematic")
class SchematicWebhooks {
  @Post()
  receive(@Req() req, @Res() res) {
    return handle(req, res);
  }
}
@Module({ controllers: [SchematicWebhooks] })`;
  const edits = { "@Module({})": controller, 'app.use("/webhooks/schematic", toNodeHandler(handler));': "" };
  const create = "NestFactory.create(AppModule";
  it("says what to change when only the parsed body is left", () =>
    served("Nest", edits, (target) => assertParsedBodyIsExplained(target, "{ rawBody: true }")));
  it("serves with rawBody", () => served("Nest", { ...edits, [create]: `${create}, { rawBody: true }` }, assertServes));
});

describe("Fastify beside parsed routes", () => {
  const parser = `export const app = fastify();
app.addContentTypeParser("text/x", { parseAs: "string" }, (request, body, done) => done(null, body));
app.post("/parsed", async (request) => request.body);`;
  it("serves whatever the application parses, and leaves its parsers alone", () =>
    served("Fastify", { "export const app = fastify();": parser }, async (target) => {
      await assertServes(target);
      const { origin } = new URL(target.url);
      const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"a":1}' };
      const answer = await fetch(`${origin}/parsed`, init);
      if ((await answer.text()) !== '{"a":1}') throw new Error("the application's own parser is gone");
    }));
  it("says what to change in a route of one's own", () =>
    served(
      "Fastify",
      {
        "import { createWebhookHandler }": "import { verifyWebhook, createWebhookHandler }",
        'await app.register(fastifyWebhook(handler), { prefix: "/webhooks/schematic" });': `
          app.post("/webhooks/schematic", (request, reply) =>
            verifyWebhook(request, { secret: process.env.SCHEMATIC_WEBHOOK_SECRET }).catch(({ status, message, code }) =>
              reply.code(status).send({ error: message, code })));`,
      },
      (target) => assertParsedBodyIsExplained(target, "@schematic/webhooks/fastify"),
    ));
});

describe("Hono after c.req.json()", () => {
  it("says what to change", () =>
    served("Hono", { "(c) => handler(c.req.raw)": "async (c) => (await c.req.json(), handler(c.req.raw))" }, (target) =>
      assertParsedBodyIsExplained(target, "others with a Request"),
    ));
});
