import type { FlagCheck } from "@schematic/api/core";
import type { FlagMetadata, ResolutionDetails } from "./types.ts";

/** Why there is no answer, in OpenFeature's codes. */
export type ErrorCode = "FLAG_NOT_FOUND" | "GENERAL" | "INVALID_CONTEXT" | "PROVIDER_NOT_READY" | "TYPE_MISMATCH";

/** What failed. */
export interface Failure {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string;
  readonly flagMetadata?: FlagMetadata;
}

/** Only the words of an answer say so: the service's begin with these, and so do the client's. */
const NOT_FOUND = "Flag not found";

/** The caller's default, because something failed. */
export function failed<T>(value: T, { flagMetadata = {}, ...failure }: Failure): ResolutionDetails<T> {
  return { value, reason: "ERROR", ...failure, flagMetadata };
}

/** A check as OpenFeature's resolution. */
export function toResolution(check: FlagCheck, defaultValue: boolean): ResolutionDetails<boolean> {
  const { value, source, error, reason } = check;
  const flagMetadata = metadataOf(check);
  const errorCode = errorCodeOf(check);
  if (errorCode) return failed(defaultValue, { errorCode, errorMessage: error ?? reason, flagMetadata });
  if (source === "default") return { value, reason: "DEFAULT", flagMetadata };
  return { value, variant: value ? "on" : "off", reason: reasonOf(check), flagMetadata };
}

function errorCodeOf({ source, error, reason }: FlagCheck): ErrorCode | undefined {
  if (reason.startsWith(NOT_FOUND)) return "FLAG_NOT_FOUND";
  if (source !== "default" || error === undefined) return undefined;
  return error === "closed" ? "PROVIDER_NOT_READY" : "GENERAL";
}

function reasonOf({ source, error, ruleId, ruleType }: FlagCheck): string {
  // An answer from before, given because the API failed.
  if (source === "cache") return error === undefined ? "CACHED" : "STALE";
  if (ruleType === "global_override") return "STATIC";
  return ruleType === "default" || ruleId === undefined ? "DEFAULT" : "TARGETING_MATCH";
}

/** All that the check says beside flag and value, the entitlement's members among the rest, dates as text. */
function metadataOf({ flag: _flag, value: _value, entitlement, ...check }: FlagCheck): FlagMetadata {
  const metadata: FlagMetadata = {};
  for (const [name, member] of Object.entries({ ...entitlement, ...check })) {
    const value: unknown = member instanceof Date ? member.toJSON() : member;
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") metadata[name] = value;
  }
  return metadata;
}
