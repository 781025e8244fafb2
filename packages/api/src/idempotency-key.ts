/** Has a body a key by which the service knows a repetition? */
export function hasIdempotencyKey(body: unknown): boolean {
  if (typeof body !== "object" || body === null || !("idempotency_key" in body)) return false;
  return typeof body.idempotency_key === "string" && body.idempotency_key !== "";
}
