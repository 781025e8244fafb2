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
    title: "api alone",
    install: ["@schematic/api"],
    brings: ["@schematic/api", "openapi-fetch", "openapi-typescript-helpers"],
    code: `
      import { createApi, NotFoundError } from "@schematic/api";
      import type { CompanyDetailResponseData } from "@schematic/api/types";
      import { createWireClient } from "@schematic/api/wire";
      const options = { apiKey: process.env["SCHEMATIC_API_KEY"] ?? "", baseUrl: process.env["EMULATOR_URL"] };
      const { data } = await createApi(options).companies.lookupCompany({ keys: { id: "acme" } });
      const company: CompanyDetailResponseData = data;
      if (company.name !== "Acme" || !(company.createdAt instanceof Date)) throw new Error(JSON.stringify(company));
      const failure: unknown = await createApi(options).companies.getCompany("comp_none").catch((error: unknown) => error);
      if (!NotFoundError.is(failure)) throw new Error(String(failure));
      const answer = await createWireClient(options).GET("/companies/lookup", { params: { query: { keys: { id: "acme" } } } });
      if (answer.data?.data.name !== "Acme") throw new Error(JSON.stringify(answer.error));
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
      import { openFeatureProvider } from "@schematic/client/openfeature";
      const url = process.env["EMULATOR_URL"];
      const schematic = new Schematic({ apiKey: process.env["SCHEMATIC_API_KEY"] ?? "", baseUrl: url, eventCaptureUrl: url });
      const check = await schematic.checkFlagWithEntitlement("always-on", {});
      if (!check.value || check.source !== "api") throw new Error(JSON.stringify(check));
      const resolution = await openFeatureProvider(schematic).resolveBooleanEvaluation("always-on", false, {});
      if (!resolution.value) throw new Error(JSON.stringify(resolution));
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
  {
    title: "the emulator, in a program and as a command",
    install: ["@schematic/emulator"],
    brings: [
      "@schematic/emulator",
      "@schematic/rulesengine",
      "@schematic/webhooks",
      "ajv",
      "fast-deep-equal",
      "fast-uri",
      "jiti",
      "json-schema-traverse",
      "require-from-string",
      "ws",
      "yaml",
    ],
    code: `
      import { spawn } from "node:child_process";
      import { startEmulator } from "@schematic/emulator";
      const emulator = await startEmulator({ seed: { companies: [{ keys: { id: "acme" } }] } });
      if (emulator.state.rows("companies").length !== 1) throw new Error("no company");
      await emulator.close();
      const command = spawn("node_modules/.bin/schematic-emulator", ["--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
      const url = await new Promise<string>((resolve) => {
        command.stdout.on("data", (chunk) => {
          const [found] = /http:\\S+/.exec(String(chunk)) ?? [];
          if (found !== undefined) resolve(found);
        });
      });
      const page = await (await fetch(url)).text();
      command.kill();
      if (!page.includes("<html")) throw new Error(page);
    `,
  },
];
