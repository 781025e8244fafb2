// One small GET and a list of 100 companies, 50 at a time, against a loopback server in another process:
// CPU per call of this process, least of several rounds, the contenders taking turns.
import { fork } from "node:child_process";
import { createServer } from "node:http";
import { createApi } from "@schematic/api";
import { createTransport, decodeJson } from "@schematic/api/core";
import { createWireClient } from "@schematic/api/wire";
import { SchematicClient } from "@schematichq/schematic-typescript-node";
import createClient from "openapi-fetch";
import { request } from "undici";
import { cpuMicros, runIfMain } from "./harness.mjs";

const CONCURRENCY = 50;
/** Enough that what the compiler does in the first rounds counts in none of the least. */
const SMALL = { calls: 1_500, rounds: 10 };
const LIST = { calls: 300, rounds: 12 };
const KEY = "sch_dev_bench";

function company(index) {
  return {
    id: `comp_${index}`,
    environment_id: "env_1",
    name: `Company ${index}`,
    created_at: "2026-01-01T00:00:00.000Z",
    updated_at: "2026-01-02T00:00:00.000Z",
    last_seen_at: null,
    logo_url: null,
    user_count: index,
    keys: [
      {
        id: `key_${index}`,
        key: "id",
        value: `c${index}`,
        entity_id: `comp_${index}`,
        entity_type: "company",
        company_id: `comp_${index}`,
        environment_id: "env_1",
        definition_id: "def_1",
        created_at: "2026-01-01T00:00:00.000Z",
        updated_at: "2026-01-01T00:00:00.000Z",
      },
    ],
    traits: { city: "Atlanta", plan_seats: 25, isActive: true },
    entity_traits: [],
    add_ons: [],
    billing_subscriptions: [],
    custom_plan_billings: [],
    billing_credit_balances: {},
    entitlements: [],
    metrics: [],
    payment_methods: [],
    plans: [],
    rules: [],
  };
}

function serve() {
  const small = JSON.stringify({ data: company(1), params: {} });
  const list = JSON.stringify({
    data: Array.from({ length: 100 }, (_, index) => company(index)),
    params: { limit: 100 },
  });
  const server = createServer((incoming, response) => {
    incoming.resume();
    const body = incoming.url.startsWith("/companies/") ? small : list;
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
    response.end(body);
  });
  server.listen(0, "127.0.0.1", () => process.send(server.address().port));
  process.once("disconnect", () => process.exit());
}

function contendersAt(origin) {
  const api = createApi({ apiKey: KEY, baseUrl: origin });
  const transport = createTransport({ apiKey: KEY, baseUrl: origin });
  const wire = createWireClient({ apiKey: KEY, baseUrl: origin });
  const plain = createClient({ baseUrl: origin, headers: { "X-Schematic-Api-Key": KEY } });
  const official = new SchematicClient({ apiKey: KEY, basePath: origin, cacheProviders: { flagChecks: [] } });
  const list = { params: { query: { limit: 100 } } };
  const byId = { params: { path: { company_id: "comp_1" } } };
  const undici = async (path) => {
    const { body } = await request(origin + path, { headers: { "X-Schematic-Api-Key": KEY } });
    return body.json();
  };
  const raw = async (path) => decodeJson(await transport.request({ method: "GET", path }));
  return {
    close: () => official.close(),
    small: {
      "openapi-fetch alone": () => plain.GET("/companies/{company_id}", byId),
      "@schematic/api": () => api.companies.getCompany("comp_1"),
      "@schematic/api/core": () => raw("/companies/comp_1"),
      "@schematic/api/wire": () => wire.GET("/companies/{company_id}", byId),
      "undici.request": () => undici("/companies/comp_1"),
      "official client": () => official.companies.getCompany("comp_1"),
    },
    list: {
      "openapi-fetch alone": () => plain.GET("/companies", list),
      "@schematic/api": () => api.companies.listCompanies({ limit: 100 }),
      "@schematic/api/core": () => raw("/companies?limit=100"),
      "@schematic/api/wire": () => wire.GET("/companies", list),
      "undici.request": () => undici("/companies?limit=100"),
      "official client": () => official.companies.listCompanies({ limit: 100 }),
    },
  };
}

async function burst(call, calls) {
  let left = calls;
  const worker = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

async function measure(contenders, { calls, rounds }) {
  const least = new Map();
  for (let round = 0; round <= rounds; round++) {
    for (const [name, call] of Object.entries(contenders)) {
      const micros = (await cpuMicros(() => burst(call, calls))) / calls;
      if (round > 0) least.set(name, Math.min(micros, least.get(name) ?? Number.POSITIVE_INFINITY));
    }
  }
  return [...least].map(([name, value]) => ({ name, value }));
}

export async function run() {
  const server = fork(import.meta.filename, ["serve"]);
  const port = await new Promise((resolve) => server.once("message", resolve));
  const { small, list, close } = contendersAt(`http://127.0.0.1:${port}`);
  const base = "openapi-fetch alone";
  const unit = `CPU µs a call, ${CONCURRENCY} at a time`;
  const tables = [
    { title: "One small GET", unit, base, rows: await measure(small, SMALL) },
    { title: "A list of 100 companies", unit, base, rows: await measure(list, LIST) },
  ];
  await close();
  server.disconnect();
  return tables;
}

if (process.argv[2] === "serve") serve();
else await runIfMain(import.meta, run);
