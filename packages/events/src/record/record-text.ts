/** An event as it is kept: JSON without the opening brace, so that the API key can be put before it when it is sent. */
export function recordText(event: object): string {
  return JSON.stringify(event).slice(1);
}

const KEY = '"idempotency_key":';

/** The idempotency key in a kept event. It stands before the body, which may be large, so that no more than the key is read. */
export function keyOf(text: string): string {
  const start = text.indexOf(KEY) + KEY.length;
  return JSON.parse(text.slice(start, text.indexOf(',"body":', start)));
}
