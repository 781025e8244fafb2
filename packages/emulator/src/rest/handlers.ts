import type { Handlers } from "./operation.ts";
import { accountHandlers } from "./operations/accounts.ts";
import { checkHandlers } from "./operations/checks.ts";
import { creditHandlers, planGrantHandlers } from "./operations/credits.ts";
import { definitionCountHandlers } from "./operations/definition-counts.ts";
import { definitionHandlers } from "./operations/definitions.ts";
import { companyHandlers, managePlanHandlers, userHandlers } from "./operations/entities.ts";
import { entitlementHandlers } from "./operations/entitlements.ts";
import { eventHandlers } from "./operations/events.ts";
import { featureHandlers } from "./operations/features.ts";
import { flagHandlers } from "./operations/flags.ts";
import { planHandlers } from "./operations/plans.ts";
import { subscriptionHandlers } from "./operations/subscriptions.ts";
import { usageHandlers } from "./operations/usage.ts";
import { usageHistoryHandlers } from "./operations/usage-history.ts";
import { userUsageHandlers } from "./operations/user-usage.ts";
import { webhookHandlers } from "./operations/webhooks.ts";

/** Every operation that is emulated, by its id. The rest answers 501. */
export const handlers: Handlers = {
  ...accountHandlers,
  ...checkHandlers,
  ...companyHandlers,
  ...creditHandlers,
  ...definitionCountHandlers,
  ...definitionHandlers,
  ...entitlementHandlers,
  ...eventHandlers,
  ...featureHandlers,
  ...flagHandlers,
  ...managePlanHandlers,
  ...planGrantHandlers,
  ...planHandlers,
  ...subscriptionHandlers,
  ...usageHandlers,
  ...usageHistoryHandlers,
  ...userHandlers,
  ...userUsageHandlers,
  ...webhookHandlers,
};
