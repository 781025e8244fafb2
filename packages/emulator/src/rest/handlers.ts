import type { Handlers } from "./operation.ts";
import { accountHandlers } from "./operations/accounts.ts";
import { checkHandlers } from "./operations/checks.ts";
import { companyHandlers, userHandlers } from "./operations/entities.ts";
import { entitlementHandlers } from "./operations/entitlements.ts";
import { featureHandlers } from "./operations/features.ts";
import { flagHandlers } from "./operations/flags.ts";
import { planHandlers } from "./operations/plans.ts";

/** Every operation that is emulated, by its id. The rest answers 501. */
export const handlers: Handlers = {
  ...accountHandlers,
  ...checkHandlers,
  ...companyHandlers,
  ...entitlementHandlers,
  ...featureHandlers,
  ...flagHandlers,
  ...planHandlers,
  ...userHandlers,
};
