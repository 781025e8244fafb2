export type { CheckContext, FlagCheck, FlagSource, Hooks, IdentifyEvent, Keys, TrackEvent } from "@schematic/api/core";
export type { DeliveryResult, EventReceipt, FlushOptions } from "@schematic/events";
export type {
  BulkCheckOptions,
  CheckOptions,
  EventOptions,
  FlagDefault,
  SchematicOptions,
  SyncCheckOptions,
} from "./options.ts";
export { Schematic } from "./schematic.ts";
export type { SchematicTypes } from "./types.ts";
