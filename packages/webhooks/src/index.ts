export type { WebhookInput, WebhookParts } from "./body.ts";
export type { WebhookBody } from "./bytes.ts";
export type { WebhookDedupe } from "./dedupe.ts";
export { type WebhookErrorCode, WebhookSignatureError } from "./error.ts";
export type {
  KnownWebhookEvent,
  UnknownWebhookEvent,
  WebhookEnvelope,
  WebhookEvent,
  WebhookEventType,
} from "./event.ts";
export type { WebhookBodies } from "./generated/bodies.ts";
export { createWebhookHandler, type WebhookHandler } from "./handler.ts";
export type { WebhookHandlerOptions, WebhookListeners } from "./handler-options.ts";
export { WEBHOOK_SIGNATURE_HEADER, WEBHOOK_TIMESTAMP_HEADER, type WebhookHeaders } from "./headers.ts";
export type { VerifyOptions, WebhookSecret } from "./policy.ts";
export { computeSignature, type SignedWebhook, type SignOptions, signWebhook } from "./sign.ts";
export { verifyWebhook, verifyWebhookSignature } from "./verify.ts";
