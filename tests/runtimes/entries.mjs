const names = ["client", "rulesengine", "webhooks", "cache", "datastream"];

const imports = (chosen) => chosen.map((name) => `import * as ${name} from "@schematic/${name}";`).join("\n");
const without = (...left) => names.filter((name) => !left.includes(name));

/** The scenario as an ES module that prints its result. */
export const esm = `${imports(names)}
import { scenario } from "./scenario.js";
console.log(JSON.stringify(await scenario({ ${names.join(", ")} }, process.argv[2])));
`;

/** The same as CommonJS. */
export const cjs = `${names.map((name) => `const ${name} = require("@schematic/${name}");`).join("\n")}
import("./scenario.js")
  .then(({ scenario }) => scenario({ ${names.join(", ")} }, process.argv[2]))
  .then((result) => console.log(JSON.stringify(result)));
`;

/** A client that asks an emulator in its own process. */
export const emulator = `import { Schematic } from "@schematic/client";
import { startEmulator } from "@schematic/emulator";
const local = await startEmulator({ seed: { flags: [{ key: "always-on", default: true }] } });
const schematic = new Schematic({ apiKey: local.apiKey, baseUrl: local.url, eventCaptureUrl: local.url });
const { value, source } = await schematic.checkFlagWithEntitlement("always-on");
await schematic.close();
await local.close();
console.log(JSON.stringify({ value, source }));
`;

/** As a Worker that answers with its result; no socket there can send headers, so no datastream. */
export const worker = `${imports(without("datastream"))}
import { scenario } from "./scenario.js";
export default {
  async fetch(request) {
    return Response.json(await scenario({ ${without("datastream").join(", ")} }, new URL(request.url).searchParams.get("url")));
  },
};
`;

/** As a page's script. */
export const browser = `${imports(without("datastream"))}
import { scenario } from "./scenario.js";
globalThis.runScenario = (url) => scenario({ ${without("datastream").join(", ")} }, url);
`;

/** A user's file that touches the types of every package. */
const typescript = `${imports(names)}
import { ApiError, type FlagCheck } from "@schematic/api/core";
import type { CompanyDetailResponseData } from "@schematic/api/types";

const schematic = new client.Schematic({ apiKey: "k", datastream: datastream.datastream() });
export async function use(): Promise<FlagCheck> {
  const check = await schematic.checkFlagWithEntitlement("a", { company: { id: "acme" } });
  const { data } = await schematic.companies.getCompany("comp_1", { timeoutMs: 1 });
  const company: CompanyDetailResponseData = data;
  if (company.id === "") throw new ApiError("no company");
  return check;
}
export const engine = rulesengine.createEngine();
export const handler = webhooks.createWebhookHandler({ secret: "s", on: { "company.created": (event) => void event.body.id } });
export const store = cache.localCache<string>({ maxItems: 1, ttlMs: 1 });
// @ts-expect-error a flag key is a string
void schematic.checkFlag(1, {});
`;

/** How TypeScript's users resolve packages: as ES modules and CommonJS on Node, and for bundlers with what TypeScript has of itself. */
export const typescriptUsers = [
  {
    title: "node16",
    files: { "user.ts": typescript, "user.cts": typescript },
    options: { module: "node16", moduleResolution: "node16", lib: ["es2022"], types: ["node"] },
  },
  {
    title: "bundler",
    files: { "user.ts": typescript },
    options: { module: "esnext", moduleResolution: "bundler", types: [] },
  },
];
