import { WebhookSignatureError } from "./error.ts";

/** The header with the hex HMAC-SHA256 of the body, a `+` and the timestamp. */
export const WEBHOOK_SIGNATURE_HEADER = "X-Schematic-Webhook-Signature";
/** The header with the Unix time, in seconds, of the signing. */
export const WEBHOOK_TIMESTAMP_HEADER = "X-Schematic-Webhook-Timestamp";

/** The value of one header: Node has an array where it may come several times. */
export type WebhookHeader = string | readonly string[] | undefined;

/** Headers as a Web `Headers`, as Node's `request.headers`, or as a plain record in any case. */
export type WebhookHeaders = { get(name: string): string | null } | { readonly [name: string]: WebhookHeader };

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
  const signatureHeader = names.signatureHeader?.trim() || WEBHOOK_SIGNATURE_HEADER;
  const timestampHeader = names.timestampHeader?.trim() || WEBHOOK_TIMESTAMP_HEADER;
  const signature = onlyValue(readHeader(headers, signatureHeader), signatureHeader);
  return { signature, timestamp: onlyValue(readHeader(headers, timestampHeader), timestampHeader) };
}

/** The value of the header `name`; throws `missing-header` when it is absent or empty, `malformed` when there are several. */
export function onlyValue(header: unknown, name: string): string {
  if (typeof header === "string" && header !== "") return header;
  const [value, second] = [header].flat().filter(isText);
  if (second !== undefined) throw new WebhookSignatureError("malformed", `more than one ${name} header`);
  if (value) return value;
  throw new WebhookSignatureError("missing-header", `no ${name} header`);
}

const isText = (value: unknown): value is string => typeof value === "string";

function readHeader(headers: WebhookHeaders, name: string): unknown {
  return typeof headers.get === "function" ? headers.get(name) : recordValues(headers, name.toLowerCase());
}

function recordValues(headers: object, lowerCaseName: string): unknown[] {
  const isNamed = (name: string) => name.length === lowerCaseName.length && name.toLowerCase() === lowerCaseName;
  const named = Object.entries(headers).filter(([name]) => isNamed(name));
  return named.flatMap(([, value]: [string, unknown]) => value);
}
