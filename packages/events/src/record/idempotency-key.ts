import { Refusal } from "./refusal.ts";

// What the API description allows.
const MAX_LENGTH = 255;

function uuidFrom(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte, index) => {
    const marked = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    return marked.toString(16).padStart(2, "0");
  }).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

/** A random UUID, on pages without a secure context too: there `crypto.randomUUID` is missing. */
export function randomKey(): string {
  const { crypto } = globalThis;
  return crypto.randomUUID?.() ?? uuidFrom(crypto.getRandomValues(new Uint8Array(16)));
}

/** The caller's key, or a random one when it is absent or blank. Throws `Refusal` for a key that the service would not take. */
export function idempotencyKey(given: string | null | undefined): string {
  if (given === undefined || given === null) return randomKey();
  if (typeof given !== "string") throw new Refusal("idempotencyKey must be a string");
  if (given.length > MAX_LENGTH) throw new Refusal(`idempotencyKey must have at most ${MAX_LENGTH} characters`);
  return given.trim() === "" ? randomKey() : given;
}
