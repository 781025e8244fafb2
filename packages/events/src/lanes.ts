import { createDeliver } from "./delivery/deliver.ts";
import { createLane } from "./delivery/lane.ts";
import type { Lane, LaneOptions } from "./delivery/lane-options.ts";
import type { Settings } from "./options.ts";
import { type FlagCheckRecord, flagCheckText } from "./record/flag-check-record.ts";

// Characters. Most are one byte and none more than three, so that a batch stays below the 1 MiB that proxies commonly allow.
const MAX_BATCH_CHARS = 330_000;

/** The two lanes: what is billed, and what is only looked at. Neither evicts or delays the other. */
export interface Lanes {
  readonly billable: Lane<string>;
  readonly flagChecks: Lane<FlagCheckRecord>;
}

function textOf(record: FlagCheckRecord): string | undefined {
  try {
    return flagCheckText(record);
  } catch {
    // The lane reports it as dropped.
    return undefined;
  }
}

/** Makes both lanes. */
export function createLanes(
  settings: Settings,
  host: Pick<LaneOptions<unknown>, "reporter" | "settled" | "idle">,
): Lanes {
  const shared = { ...settings, ...host, deliver: createDeliver(settings) };
  const billable = createLane<string>({
    ...shared,
    ...{ lane: "billable", maxUnits: settings.maxQueueBytes, maxBatchUnits: MAX_BATCH_CHARS },
    unitsOf: (text) => text.length,
    textOf: (text) => text,
  });
  const flagChecks = createLane<FlagCheckRecord>({
    ...shared,
    ...{ lane: "flag_check", maxUnits: settings.maxQueuedFlagChecks, maxBatchUnits: Number.POSITIVE_INFINITY },
    ...{ maxInFlight: 1, whenFull: "drop-oldest", spool: undefined },
    unitsOf: () => 1,
    textOf,
  });
  return { billable, flagChecks };
}

/** Does something with every lane, the billable one first. */
export function eachLane({ billable, flagChecks }: Lanes, act: (lane: Lanes[keyof Lanes]) => void): void {
  act(billable);
  act(flagChecks);
}
