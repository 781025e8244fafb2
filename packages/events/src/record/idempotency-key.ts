import { Refusal } from "./refusal.ts";

// What the API description allows.
const MAX_LENGTH = 255;

/** A random key, on pages without a secure context too: there `crypto.randomUUID` is missing. */
export function randomKey(): string {
  const { crypto } = globalThis;
  return crypto.randomUUID?.() ?? crypto.getRandomValues(new Uint32Array(4)).join("-");
}

/** The caller's key, or a random one when it is absent or blank. Throws `Refusal` for a key that the service would not take. */
export function idempotencyKey(given: string | null | undefined): string {
  if (given === undefined || given === null) return randomKey();
  if (typeof given !== "string" || given.length > MAX_LENGTH)
    throw new Refusal(`idempotencyKey must be a string of at most ${MAX_LENGTH} characters`);
  return given.trim() === "" ? randomKey() : given;
}
