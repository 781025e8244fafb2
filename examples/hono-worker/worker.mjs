// Hono on Cloudflare Workers: checks over REST, events delivered after the response, webhooks verified with Web Crypto.
import { Schematic } from "@schematic/client/core";
import { createWebhookHandler } from "@schematic/webhooks";
import { Hono } from "hono";

const app = new Hono();

app.post("/webhooks/schematic", (context) =>
  createWebhookHandler({ secret: context.env.SCHEMATIC_WEBHOOK_SECRET, on: {} })(context.req.raw),
);

app.get("/companies/:id/beta", async (context) => {
  const schematic = new Schematic({
    apiKey: context.env.SCHEMATIC_API_KEY,
    baseUrl: context.env.SCHEMATIC_URL,
    eventCaptureUrl: context.env.SCHEMATIC_URL,
    events: { waitUntil: (promise) => context.executionCtx.waitUntil(promise) },
  });
  const company = { id: context.req.param("id") };
  const isOn = await schematic.checkFlag("beta", { company });
  schematic.track({ event: "beta-viewed", company });
  context.executionCtx.waitUntil(schematic.close());
  return context.json({ isOn });
});

export default app;
