/**
 * What users install, what each install may bring, and the code that they run with it.
 * Every project is type-checked with `skipLibCheck: false`, so a declaration that names an absent package fails.
 */
export const installs = [
  {
    title: "webhooks alone",
    install: ["@schematic/webhooks"],
    brings: ["@schematic/webhooks"],
    code: `
      import { signWebhook, verifyWebhook } from "@schematic/webhooks";
      import { verifySignature } from "@schematic/webhooks/node";
      const secret = "whsec_test";
      const body = JSON.stringify({ action: "company.created", object_type: "company", account_id: "a", environment_id: "e", body: { id: "comp_1" } });
      const { headers } = await signWebhook(body, { secret });
      const event = await verifyWebhook({ body, headers }, { secret });
      if (event.action !== "company.created") throw new Error(event.action);
      verifySignature(body, headers["X-Schematic-Webhook-Signature"] ?? "", headers["X-Schematic-Webhook-Timestamp"] ?? "", secret);
    `,
  },
  {
    title: "events alone",
    install: ["@schematic/events"],
    brings: ["@schematic/api", "@schematic/events", "openapi-fetch", "openapi-typescript-helpers"],
    code: `
      import { EventQueue } from "@schematic/events";
      const queue = new EventQueue({ apiKey: process.env["SCHEMATIC_API_KEY"] ?? "", eventCaptureUrl: process.env["EMULATOR_URL"] });
      const receipt = queue.track({ event: "query", company: { id: "acme" } });
      if (!receipt.accepted) throw new Error(receipt.reason);
      const { delivered } = await queue.close();
      if (delivered !== 1) throw new Error(String(delivered));
    `,
  },
  {
    title: "cache alone",
    install: ["@schematic/cache"],
    brings: ["@schematic/cache"],
    code: `
      import { localCache } from "@schematic/cache";
      const cache = localCache<{ on: boolean }>({ maxItems: 10, ttlMs: 1000 });
      cache.set("a", { on: true });
      if (!(await cache.get("a"))?.on) throw new Error("lost");
    `,
  },
  {
    title: "rulesengine alone",
    install: ["@schematic/rulesengine"],
    brings: ["@schematic/rulesengine"],
    code: `
      import { createEngine } from "@schematic/rulesengine";
      const flag = { id: "f", account_id: "a", environment_id: "e", key: "k", default_value: true, rules: [] };
      if (createEngine().checkFlag(flag).value !== true) throw new Error("wrong");
    `,
  },
  {
    title: "client",
    install: ["@schematic/client"],
    brings: [
      "@schematic/api",
      "@schematic/cache",
      "@schematic/client",
      "@schematic/events",
      "openapi-fetch",
      "openapi-typescript-helpers",
    ],
    code: `
      import { Schematic } from "@schematic/client";
      const url = process.env["EMULATOR_URL"];
      const schematic = new Schematic({ apiKey: process.env["SCHEMATIC_API_KEY"] ?? "", baseUrl: url, eventCaptureUrl: url });
      const check = await schematic.checkFlagWithEntitlement("always-on", {});
      if (!check.value || check.source !== "api") throw new Error(JSON.stringify(check));
      schematic.track({ event: "query", company: { id: "acme" } });
      const { delivered } = await schematic.close();
      if (delivered !== 1) throw new Error(String(delivered));
    `,
  },
  {
    title: "client with datastream and redis",
    install: ["@schematic/client", "@schematic/datastream", "@schematic/cache", "redis@6.3.1"],
    brings: [
      "@redis/bloom",
      "@redis/client",
      "@redis/json",
      "@redis/search",
      "@redis/time-series",
      "@schematic/api",
      "@schematic/cache",
      "@schematic/client",
      "@schematic/datastream",
      "@schematic/events",
      "@schematic/rulesengine",
      "openapi-fetch",
      "openapi-typescript-helpers",
      "redis",
      "ws",
    ],
    code: `
      import { redisCache } from "@schematic/cache/redis";
      import { Schematic } from "@schematic/client";
      import { datastream } from "@schematic/datastream";
      import { createClient } from "redis";
      const client = createClient({ url: process.env["REDIS_URL"] ?? "" });
      await client.connect();
      const url = process.env["EMULATOR_URL"];
      const schematic = new Schematic({ apiKey: process.env["SCHEMATIC_API_KEY"] ?? "", baseUrl: url, eventCaptureUrl: url, datastream: datastream({ caches: redisCache({ client }) }) });
      await schematic.ready();
      const check = schematic.checkFlagWithEntitlementSync("always-on", {});
      if (!check.value || check.source !== "datastream") throw new Error(JSON.stringify(check));
      await schematic.close();
      client.destroy();
    `,
  },
];
