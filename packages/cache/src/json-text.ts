/** JSON text of `value`; throws `TypeError` for what has none, such as `undefined`. */
export function jsonText(value: unknown): string {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`A cache keeps JSON data, not ${typeof value}.`);
  return text;
}

/** The value of JSON text. What another program left there is a miss, not a failure. */
export function fromJsonText<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
