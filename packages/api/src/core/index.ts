export type { CheckContext, CheckSource, Entitlement, FlagCheck, Keys, Preflight, RuleType } from "./check.ts";
export type { FlagCheckEvent, IdentifyEvent, IdentifyOptions, TrackEvent, TrackOptions, Traits } from "./event.ts";
export type { FlagSource, SourceCheckOptions, SourceHost, SourceStatus } from "./flag-source.ts";
export type { DeliveryReport, Hooks } from "./hooks.ts";
export type { Logger, LogLevel } from "./logger.ts";
export type {
  RepeatRule,
  Transport,
  TransportOptions,
  TransportRequest,
  TransportResponse,
} from "./transport.ts";
