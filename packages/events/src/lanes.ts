import { createDeliver } from "./delivery/deliver.ts";
import { Lane } from "./delivery/lane.ts";
import type { LaneObserver, Settlement } from "./delivery/lane-options.ts";
import type { Reporter } from "./delivery/reporter.ts";
import type { Settings } from "./options.ts";
import { keyOf } from "./record/billable-record.ts";
import { type FlagCheckRecord, flagCheckText } from "./record/flag-check-record.ts";
import { utf8Length } from "./record/utf8-length.ts";
import type { SpoolKeeper } from "./spool-keeper.ts";

// Below the body limit of 1 MiB that proxies commonly have, with room for the API key in each of 100 events.
const MAX_BATCH_BYTES = 1_000_000;

/** The two lanes: what is billed, and what is only looked at. Neither evicts or delays the other. */
export interface Lanes {
  readonly billable: Lane<string>;
  readonly flagChecks: Lane<FlagCheckRecord>;
}

/** What lanes report to. */
export interface LaneHosts {
  readonly reporter: Reporter;
  readonly keeper: SpoolKeeper;
  /** Called after the reports of a settlement. */
  readonly settled: (lane: keyof Lanes, settlement: Settlement) => void;
  /** No request with identify or track events is in flight any more. */
  readonly idle: () => void;
}

function report(lane: "billable" | "flag_check", settlement: Settlement, reporter: Reporter): void {
  const { outcome, count, reason = "", texts = [] } = settlement;
  if (outcome === "delivered") reporter.delivered(lane, count);
  else reporter.dropped(lane, reason, { count, keys: lane === "billable" ? texts.map(keyOf) : [] });
}

function billableObserver({ reporter, keeper, settled, idle }: LaneHosts): LaneObserver {
  return {
    starting: (batch, at) => keeper.starting(batch, at),
    unsent: (batch) => keeper.unsent(batch),
    failed: (error) => reporter.failed("capture failed, trying again", error),
    settled: (settlement) => {
      keeper.settled(settlement);
      report("billable", settlement, reporter);
      settled("billable", settlement);
    },
    idle,
  };
}

function flagCheckObserver({ reporter, settled }: LaneHosts): LaneObserver {
  return {
    starting: () => undefined,
    unsent: () => undefined,
    failed: (error) => reporter.failed("capture failed for flag checks, trying again", error),
    settled: (settlement) => {
      report("flag_check", settlement, reporter);
      settled("flagChecks", settlement);
    },
    idle: () => undefined,
  };
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
export function createLanes(settings: Settings, hosts: LaneHosts): Lanes {
  const { maxBatchSize, maxQueueBytes, maxQueuedFlagChecks, maxInFlight, whenFull, now, random } = settings;
  const shared = { deliver: createDeliver(settings), maxBatchSize, now, random };
  const billable = new Lane<string>({
    ...shared,
    ...{ maxInFlight, whenFull, maxUnits: maxQueueBytes, maxBatchUnits: MAX_BATCH_BYTES },
    sizeOf: utf8Length,
    textOf: (text) => text,
    observer: billableObserver(hosts),
  });
  const flagChecks = new Lane<FlagCheckRecord>({
    ...shared,
    ...{ maxInFlight: 1, whenFull: "drop-oldest", maxUnits: maxQueuedFlagChecks, maxBatchUnits: maxBatchSize },
    sizeOf: () => 1,
    textOf,
    observer: flagCheckObserver(hosts),
  });
  return { billable, flagChecks };
}
