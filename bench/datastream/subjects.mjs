// The two that are compared, behind one shape: `check` and `checkSync` answer a check, `close` ends it.
import { setMaxListeners } from "node:events";
import { redisCache } from "@schematic/cache/redis";
import { Schematic } from "@schematic/client";
import { datastream } from "@schematic/datastream";
import { SchematicClient } from "@schematichq/schematic-typescript-node";
import { createClient } from "redis";

const { signal } = new AbortController();
setMaxListeners(0, signal);
const quiet = { error() {}, warn() {}, info() {}, debug() {} };

async function redisClient(port) {
  const client = createClient({ socket: { port, host: "127.0.0.1" } });
  client.on("error", () => {});
  return client.connect();
}

/** Our source alone. With `redisPort` behind a replicator. */
export async function ours({ url, redisPort, ...options }) {
  const redis = redisPort && (await redisClient(redisPort));
  const source = datastream({
    apiKey: "key",
    baseUrl: url,
    logger: quiet,
    requestTimeoutMs: 30_000,
    cacheTimeoutMs: 30_000,
    ...(redis && { caches: redisCache({ client: redis }), replicator: { healthUrl: url } }),
    ...options,
  });
  const { ready, detail } = await source.ready(AbortSignal.timeout(10_000));
  if (!ready) throw new Error(detail);
  return {
    check: (flag, context) => source.check(flag, context, { signal }),
    checkSync: (flag, context) => source.checkSync(flag, context),
    async close() {
      await source.close();
      redis?.destroy();
    },
  };
}

/** Our client with the source, without the events that it would report for each check. */
export async function client({ url }) {
  const schematic = new Schematic({
    apiKey: "key",
    baseUrl: url,
    eventCaptureUrl: url,
    logger: quiet,
    flagCheckEvents: "off",
    datastream: datastream(),
  });
  const status = await schematic.ready({ timeoutMs: 10_000 });
  if (!status.ready) throw new Error(JSON.stringify(status));
  return {
    check: (flag, context) => schematic.checkFlagWithEntitlement(flag, context),
    checkSync: (flag, context) => schematic.checkFlagWithEntitlementSync(flag, context),
    close: () => schematic.close(),
  };
}

/** The official SDK, without the events that it reports for each check: so do we. */
export async function official({ url, redisPort }) {
  const client = redisPort && (await redisClient(redisPort));
  const sdk = new SchematicClient({
    apiKey: "key",
    basePath: url,
    eventCaptureBaseURL: url,
    logger: quiet,
    useDataStream: true,
    dataStream: client
      ? { redisClient: client, replicatorMode: true, replicatorHealthURL: url, replicatorHealthCheck: 1_000 }
      : {},
  });
  sdk.eventBuffer.push = async () => {};
  for (let tries = 0; tries < 500 && !sdk.datastreamClient.isConnected(); tries++) await pause(20);
  await pause(300);
  return {
    check: (flag, context) => sdk.checkFlagWithEntitlement(context, flag),
    async close() {
      await sdk.close();
      client?.destroy();
    },
  };
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
