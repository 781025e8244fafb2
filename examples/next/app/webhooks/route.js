import { createWebhookHandler } from "@schematic/webhooks";

export const POST = createWebhookHandler({
  secret: process.env.SCHEMATIC_WEBHOOK_SECRET ?? "whsec_example",
  on: { "company.plan_changed": (event) => console.log("plan changed", event.body.companyId) },
});
