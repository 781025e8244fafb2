import type { FlagCheck } from "@schematic/api/core";
import { createEmitter } from "./emitter.ts";
import type { OpenFeatureClient } from "./types.ts";

/**
 * Whether the client is ready, as OpenFeature wants to be told. One that is not in time is in error for it, and stays so
 * until an event says otherwise: the first check that more than the default answered gives it.
 */
export function createReadiness(schematic: OpenFeatureClient) {
  const events = createEmitter();
  let isLate = false;
  return {
    events,
    async initialize(): Promise<void> {
      const { ready, detail } = await schematic.ready();
      isLate = !ready;
      if (isLate) throw new Error(`Schematic is not ready: ${detail}`);
    },
    onCheck({ source }: FlagCheck): void {
      if (!isLate || source === "default") return;
      isLate = false;
      events.emit("PROVIDER_READY");
    },
  };
}
