import type { CheckContext } from "@schematic/api/core";
import { SchematicClient } from "@schematichq/schematic-typescript-node";
import { createClient } from "redis5";
import { until } from "./source.ts";

const quiet = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };

/** How the official SDK is set up. */
export interface OfficialOptions {
  readonly url: string;
  readonly apiKey?: string;
  readonly redisPort?: number;
  readonly healthUrl?: string;
}

/** The official Node SDK with its datastream, and how it is let go. */
export async function official({ url, apiKey = "key_1", redisPort, healthUrl }: OfficialOptions) {
  const redis = redisPort === undefined ? undefined : createClient({ socket: { port: redisPort, host: "127.0.0.1" } });
  redis?.on("error", () => undefined);
  await redis?.connect();
  const sdk = new SchematicClient({
    apiKey,
    basePath: url,
    eventCaptureBaseURL: url,
    logger: quiet,
    useDataStream: true,
    dataStream: {
      ...(redis && { redisClient: redis as never }),
      ...(healthUrl && { replicatorMode: true, replicatorHealthURL: healthUrl, replicatorHealthCheck: 50 }),
    },
  });
  const { datastreamClient } = sdk as unknown as { datastreamClient?: { isConnected(): boolean } };
  if (datastreamClient !== undefined) await until(() => datastreamClient.isConnected());
  return {
    /** What is the same in every SDK. */
    async check(flag: string, context: CheckContext) {
      const found = await sdk.checkFlagWithEntitlement(context as never, flag);
      const { value, reason } = found;
      const [ruleId, companyId, userId] = [found.ruleId, found.companyId, found.userId].map((id) => id ?? undefined);
      const { usage, allocation, creditRemaining } = found.entitlement ?? {};
      return { value, reason, ruleId, companyId, userId, usage, allocation, creditRemaining };
    },
    async close() {
      await sdk.close();
      redis?.destroy();
    },
  };
}
