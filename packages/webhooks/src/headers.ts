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
  const { signatureHeader = WEBHOOK_SIGNATURE_HEADER, timestampHeader = WEBHOOK_TIMESTAMP_HEADER } = names;
  const signature = present(readHeader(headers, signatureHeader), signatureHeader);
  return { signature, timestamp: present(readHeader(headers, timestampHeader), timestampHeader) };
}

/** `value` of the header `name`; throws `missing-header` when it is absent or empty. */
export function present(value: string | undefined, name: string): string {
  if (value) return value;
  throw new WebhookSignatureError("missing-header", `no ${name} header`);
}

function readHeader(headers: WebhookHeaders, name: string): string | undefined {
  if (typeof headers.get === "function") return headers.get(name) ?? undefined;
  const [value, second] = recordValues(headers, name.toLowerCase());
  if (second !== undefined) throw new WebhookSignatureError("malformed", `more than one ${name} header`);
  return value;
}

function recordValues(headers: object, lowerCaseName: string): string[] {
  const isNamed = (name: string) => name.length === lowerCaseName.length && name.toLowerCase() === lowerCaseName;
  const named = Object.entries(headers).filter(([name]) => isNamed(name));
  return named.flatMap(([, value]: [string, unknown]) => value).filter((value) => typeof value === "string");
}
