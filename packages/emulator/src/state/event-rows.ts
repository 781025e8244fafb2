import type { Row } from "./row.ts";

export interface EventRow extends Row {
  readonly type: "flag_check" | "identify" | "inference" | "track";
  readonly body: Readonly<Record<string, unknown>>;
  readonly subtype: string | null;
  readonly quantity: number;
  readonly captured_at: string;
  readonly sent_at: string | null;
  readonly effective_at: string;
  readonly backfill: boolean;
  readonly idempotency_key: string | null;
  readonly company_id: string | null;
  readonly user_id: string | null;
  readonly feature_ids: readonly string[];
  readonly status: "enriched" | "failed" | "pending" | "processed" | "unknown";
  readonly error_message: string | null;
  readonly api_key_id: string | null;
  /** `check`: recorded by the emulator for a check that it answered itself; not kept on disk. */
  readonly source: "capture" | "api" | "check";
}

/** Remembers an idempotency key for 24 hours. The id joins event type and key. */
export interface IdempotencyRow extends Row {
  readonly expires_at: string;
}

export interface WebhookRow extends Row {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly request_types: readonly string[];
  readonly status: "active" | "inactive";
  readonly credit_trigger_configs: readonly { readonly credit_id: string }[] | null;
  readonly entitlement_trigger_configs: readonly { readonly feature_id: string }[] | null;
}

export interface WebhookEventRow extends Row {
  readonly webhook_id: string;
  readonly request_type: string;
  readonly payload: string;
  readonly status: "failure" | "pending" | "success";
  readonly response_code: number | null;
  readonly sent_at: string | null;
  readonly attempts: number;
}
