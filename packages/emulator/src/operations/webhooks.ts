import { randomBytes } from "node:crypto";
import { definitions } from "../generated/operations.ts";
import { badRequest } from "../http/http-error.ts";
import type { WebhookRow } from "../state/rows.ts";
import type { State } from "../state/state.ts";

/** Every type of webhook that the API description names. */
export function webhookTypes(): readonly string[] {
  const schemas = definitions.$defs as Readonly<Record<string, { readonly enum?: readonly string[] }>>;
  return schemas.WebhookRequestType?.enum ?? [];
}

type Nullable<T> = { readonly [M in keyof T]?: T[M] | null | undefined };

/** Can webhooks be sent there? */
export function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

/** Makes a webhook endpoint, or changes `known`. Its secret signs what it is sent. */
export function putWebhook(state: State, input: Nullable<WebhookRow>, known?: WebhookRow): WebhookRow {
  const url = input.url ?? known?.url ?? "";
  if (!isWebAddress(url)) throw badRequest("url must be an http or https address");
  const base = known ? { ...known, updated_at: state.clock.iso() } : state.fresh("wbhk");
  return state.store.put("webhooks", {
    ...base,
    url,
    name: input.name ?? known?.name ?? url,
    secret: known?.secret ?? input.secret ?? `whsec_${randomBytes(24).toString("hex")}`,
    request_types: input.request_types ?? known?.request_types ?? webhookTypes(),
    status: input.status ?? known?.status ?? "active",
    credit_trigger_configs: input.credit_trigger_configs ?? known?.credit_trigger_configs ?? null,
    entitlement_trigger_configs: input.entitlement_trigger_configs ?? known?.entitlement_trigger_configs ?? null,
  });
}
