import { utf8 } from "../bytes.ts";

/** The HMAC-SHA256 of `body`, a `+` and `timestamp`, keyed with `secret`. */
export async function sign(body: string | Uint8Array, timestamp: string, secret: string): Promise<Uint8Array> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", utf8(secret), algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, signedBytes(body, timestamp)));
}

function signedBytes(body: string | Uint8Array, timestamp: string): Uint8Array<ArrayBuffer> {
  const head = typeof body === "string" ? utf8(body) : body;
  const tail = utf8(`+${timestamp}`);
  const bytes = new Uint8Array(head.length + tail.length);
  bytes.set(head);
  bytes.set(tail, head.length);
  return bytes;
}

/** Whether `signature` (64 hex digits) spells `expected`, in a time that does not depend on where they differ. */
export function matches(expected: Uint8Array, signature: string): boolean {
  let difference = 0;
  for (const [index, byte] of expected.entries()) {
    difference |= byte ^ Number.parseInt(signature.slice(index * 2, index * 2 + 2), 16);
  }
  return difference === 0;
}

/** The SHA-256 of `body`. */
export async function sha256(body: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(body)));
}
