import { ingest } from "../../capture/ingest.ts";
import type { CheckResult, WireContext } from "../../check/evaluate.ts";
import type { Handlers, OperationRequest, Services } from "../operation.ts";

/** The service records a `flag_check` event for a check that it answers itself. */
function record(check: CheckResult, context: WireContext, services: Services, request: OperationRequest): void {
  const { company, user, preflight } = context;
  const body = {
    flag_key: check.flag,
    value: check.value,
    reason: check.reason,
    flag_id: check.flag_id,
    rule_id: check.rule_id,
    company_id: check.company_id,
    user_id: check.user_id,
    error: check.error,
    req_company: company,
    req_user: user,
    preflight: preflight ? true : undefined,
  };
  const event = { type: "flag_check", body, idempotencyKey: null, sentAt: null } as const;
  ingest(
    services.state,
    { ...event, body: JSON.parse(JSON.stringify(body)), trustedClientClock: false, backfill: false },
    { key: request.key, source: "check" },
  );
  services.onCheck({ ...check, req_company: company, req_user: user, source: "api" });
}

/** Flag checks. Preflight counts only for a single check. */
export const checkHandlers: Handlers = {
  checkFlag: (request, services) => {
    const context = request.body as WireContext;
    const check = services.evaluator.checkKey(request.path.key ?? "", context);
    record(check, context, services, request);
    return check;
  },
  checkFlags: (request, services) => services.evaluator.checkAll(request.body as WireContext),
  checkFlagsBulk: (request, services) => {
    const contexts = request.body.contexts as WireContext[];
    return { data: contexts.map((context) => services.evaluator.checkAll(context)) };
  },
};
