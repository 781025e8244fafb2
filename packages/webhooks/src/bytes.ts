/** The bytes of a webhook's body: a string stands for its UTF-8. */
export type WebhookBody = string | ArrayBuffer | ArrayBufferView;

const encoder = new TextEncoder();

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Whether `value` still holds bytes, or text: anything else has been parsed. Told without `instanceof`, which fails between realms. */
export function isWebhookBody(value: unknown): value is WebhookBody {
  return typeof value === "string" || ArrayBuffer.isView(value) || isArrayBuffer(value);
}

const isArrayBuffer = (value: unknown): value is ArrayBuffer =>
  Object.prototype.toString.call(value) === "[object ArrayBuffer]";

/** `body` as bytes, without a copy where it is bytes already; a `Uint8Array` of this realm is itself. Throws a `TypeError` for anything else, such as a parsed body. */
export function toBytes(body: WebhookBody): Uint8Array {
  if (typeof body === "string") return utf8(body);
  if (body instanceof Uint8Array) return body;
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (isArrayBuffer(body)) return new Uint8Array(body);
  throw new TypeError("a webhook's body must be its text or its bytes");
}
