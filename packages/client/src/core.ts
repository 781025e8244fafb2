export type { CheckContext, FlagCheck, FlagSource, Hooks, IdentifyEvent, Keys, TrackEvent } from "@schematic/api/core";
export type { DeliveryResult, EventReceipt, FlushOptions } from "@schematic/events";
export { CoreClient as Schematic } from "./core-client.ts";
export type {
  BulkCheckOptions,
  CheckOptions,
  EventOptions,
  FlagDefault,
  SchematicOptions,
  SyncCheckOptions,
} from "./options.ts";
export type { SchematicTypes } from "./types.ts";
