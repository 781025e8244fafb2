// The client beside the official SDK: a cached check.
import { createServer } from "node:http";
import { Schematic } from "@schematic/client";
import { SchematicClient } from "@schematichq/schematic-typescript-node";
import { cpuMicros, runIfMain } from "./harness.mjs";

const KEY = "sch_dev_bench";
const official = "@schematichq/schematic-typescript-node";
const quiet = { error() {}, warn() {}, info() {}, debug() {} };
const context = { company: { id: "acme", slug: "acme-inc" }, user: { user_id: "u1" } };
const CALLS = 20_000;
const ROUNDS = 7;

const entitlement = { feature_id: "f", feature_key: "a", value_type: "numeric", allocation: 10, usage: 3 };
const data = { flag: "a", value: true, reason: "Matched rule", flag_id: "flag_1", company_id: "comp_1", entitlement };

async function withService(use) {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ data, params: {} }));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** The least CPU nanoseconds of one call, awaited where it is a promise. */
async function leastNanos(call) {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round <= ROUNDS; round++) {
    const micros = await cpuMicros(async () => {
      for (let i = 0; i < CALLS; i++) {
        const answer = call();
        if (answer instanceof Promise) await answer;
      }
    });
    if (round > 0) least = Math.min(least, (micros * 1_000) / CALLS);
  }
  return least;
}

async function cachedChecks(url) {
  const hour = 3_600_000;
  const { localCache } = await import("@schematic/cache");
  const { LocalCache } = await import(official);
  const ours = new Schematic({ apiKey: KEY, baseUrl: url, logger: quiet, flagCache: localCache({ ttlMs: hour }) });
  const flagChecks = [new LocalCache({ maxItems: 1_000, ttl: hour })];
  const theirs = new SchematicClient({ apiKey: KEY, basePath: url, logger: quiet, cacheProviders: { flagChecks } });
  await ours.checkFlag("a", context);
  await theirs.checkFlag(context, "a");
  const rows = [
    { name: "official SDK", value: await leastNanos(() => theirs.checkFlag(context, "a")) },
    { name: "@schematic/client", value: await leastNanos(() => ours.checkFlag("a", context)) },
    { name: "@schematic/client, checkFlagSync", value: await leastNanos(() => ours.checkFlagSync("a", context)) },
  ];
  await Promise.all([ours.close(), theirs.close()]);
  return { title: "A cached check", unit: "CPU ns", base: "official SDK", rows };
}

export const run = () => withService(cachedChecks);

await runIfMain(import.meta, run);
