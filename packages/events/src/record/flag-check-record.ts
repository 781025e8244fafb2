import type { FlagCheckEvent, Keys } from "@schematic/api/core";
import { optionalKeys } from "./checks.ts";
import { randomKey } from "./idempotency-key.ts";
import { recordText } from "./record-text.ts";

/** What a flag check is kept as until its batch is cut: cheap to make, since it happens on every check. */
export interface FlagCheckRecord {
  readonly event: FlagCheckEvent;
  readonly at: number;
}

const copied = (keys: Keys | undefined): Keys | undefined => (keys ? { ...keys } : undefined);

/** Keeps a flag check as it is now: the caller may change its keys afterwards. */
export function flagCheckRecord(event: FlagCheckEvent, at: number): FlagCheckRecord {
  return { event: { ...event, reqCompany: copied(event.reqCompany), reqUser: copied(event.reqUser) }, at };
}

/** The event as it is sent, under a new idempotency key. Throws for what cannot be sent. */
export function flagCheckText({ event, at }: FlagCheckRecord): string {
  const body = {
    flag_key: event.flagKey,
    value: event.value,
    reason: event.reason,
    flag_id: event.flagId,
    rule_id: event.ruleId,
    company_id: event.companyId,
    user_id: event.userId,
    req_company: optionalKeys("company", event.reqCompany),
    req_user: optionalKeys("user", event.reqUser),
    error: event.error,
    preflight: event.preflight,
  };
  return recordText({
    type: "flag_check",
    idempotency_key: randomKey(),
    body,
    sent_at: new Date(at).toISOString(),
  });
}
