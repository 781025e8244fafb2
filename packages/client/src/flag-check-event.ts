import type { CheckContext, FlagCheck, FlagCheckEvent } from "@schematic/api/core";

/** The report of a locally answered check, as the service takes it. */
export function flagCheckEvent(check: FlagCheck, context: CheckContext, isPreflight: boolean): FlagCheckEvent {
  const { flag, value, reason, flagId, ruleId, companyId, userId, error } = check;
  return {
    flagKey: flag,
    value,
    reason,
    flagId,
    ruleId,
    companyId,
    userId,
    error,
    reqCompany: context.company,
    reqUser: context.user,
    preflight: isPreflight ? true : undefined,
  };
}
