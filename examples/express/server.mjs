// An API whose export route is a metered feature, checked from local data, and a webhook endpoint.
import { Schematic } from "@schematic/client";
import { datastream } from "@schematic/datastream";
import { createWebhookHandler } from "@schematic/webhooks";
import { toNodeHandler } from "@schematic/webhooks/node";
import express from "express";

const schematic = new Schematic({
  apiKey: process.env.SCHEMATIC_API_KEY,
  baseUrl: process.env.SCHEMATIC_URL,
  eventCaptureUrl: process.env.SCHEMATIC_URL,
  datastream: datastream(),
});

const app = express();

app.post(
  "/webhooks/schematic",
  toNodeHandler(
    createWebhookHandler({
      secret: process.env.SCHEMATIC_WEBHOOK_SECRET ?? "whsec_example",
      on: { "company.plan_changed": (event) => console.log("plan changed", event.body.companyId) },
    }),
  ),
);

app.post("/companies/:id/exports", async (request, response) => {
  const context = { company: { id: request.params.id } };
  const check = await schematic.checkFlagWithEntitlement("exports", context);
  if (!check.value) {
    response.status(402).json({ error: "Your plan's exports are used up.", reason: check.reason });
    return;
  }
  schematic.track({ event: "export", ...context });
  response
    .status(201)
    .json({ usage: check.entitlement?.usage, limit: check.entitlement?.allocation, source: check.source });
});

const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${server.address().port}`),
);

process.once("SIGTERM", () => {
  server.close();
  void schematic.close();
});
