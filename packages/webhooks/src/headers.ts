import { WebhookSignatureError } from "./error.ts";

/** The header with the hex HMAC-SHA256 of the body, a `+` and the timestamp. */
export const WEBHOOK_SIGNATURE_HEADER = "X-Schematic-Webhook-Signature";
/** The header with the Unix time, in seconds, of the signing. */
export const WEBHOOK_TIMESTAMP_HEADER = "X-Schematic-Webhook-Timestamp";

/** Headers as a Web `Headers`, as Node's `request.headers`, or as a plain record in any case. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | { readonly [name: string]: string | readonly string[] | undefined };

/** The names of the two headers to read, when a proxy has renamed them. */
export interface HeaderNames {
  /** Default: `X-Schematic-Webhook-Signature`. */
  readonly signatureHeader?: string | undefined;
  /** Default: `X-Schematic-Webhook-Timestamp`. */
  readonly timestampHeader?: string | undefined;
}

/** What a request claims about itself; nothing of it is proven. */
export interface SignatureClaim {
  readonly signature: string;
  readonly timestamp: string;
}

/** Reads the two headers; throws `missing-header`, the signature first, or `malformed` when one comes twice. */
export function readClaim(headers: WebhookHeaders, names: HeaderNames): SignatureClaim {
  const signature = readHeader(headers, names.signatureHeader ?? WEBHOOK_SIGNATURE_HEADER);
  const timestamp = readHeader(headers, names.timestampHeader ?? WEBHOOK_TIMESTAMP_HEADER);
  return { signature, timestamp };
}

function readHeader(headers: WebhookHeaders, name: string): string {
  const values = typeof headers.get === "function" ? [headers.get(name)] : recordValues(headers, name.toLowerCase());
  const present = values.filter((value) => value !== null && value !== undefined && value !== "");
  const [value, second] = present;
  if (value === undefined || value === null) throw new WebhookSignatureError("missing-header", `no ${name} header`);
  if (second !== undefined) throw new WebhookSignatureError("malformed", `more than one ${name} header`);
  return String(value);
}

function recordValues(headers: object, lowerCaseName: string): readonly unknown[] {
  return Object.entries(headers)
    .filter(([name]) => name.toLowerCase() === lowerCaseName)
    .flatMap(([, value]: [string, unknown]) => value);
}
