/** An event as it is kept: JSON without the opening brace, so that the API key can be put before it when it is sent. */
export function recordText(event: object): string {
  return JSON.stringify(event).slice(1);
}

/** The idempotency key in a kept event. */
export function keyOf(text: string): string {
  return JSON.parse(`{${text}`).idempotency_key;
}
