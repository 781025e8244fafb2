import { signWebhook } from "@schematic/webhooks";
import type { WebhookRow } from "../state/rows.ts";

/** What an endpoint answered; status 0: nothing. */
export interface DeliveryResult {
  readonly ok: boolean;
  readonly status: number;
  readonly error?: string | undefined;
}

/** Long enough for a slow development machine; the service's own is not documented. */
const timeoutMs = 10_000;

/**
 * Sends a payload to an endpoint once, signed. The signature carries real time, whatever the emulator's clock shows, as
 * receivers compare it with theirs.
 */
export async function deliver(
  webhook: Pick<WebhookRow, "url" | "secret">,
  payload: string,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  try {
    const signed = await signWebhook(payload, { secret: webhook.secret });
    const response = await fetch(webhook.url, {
      method: "POST",
      redirect: "manual",
      ...signed,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    await response.body?.cancel();
    return { ok: response.ok, status: response.status };
  } catch (error) {
    return { ok: false, status: 0, error: error instanceof Error ? error.message : String(error) };
  }
}
