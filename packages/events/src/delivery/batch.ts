/** Events on their way: the same ones under the same keys in every attempt. */
export interface Batch {
  /** The number of its first event. */
  first: number;
  /** Each is JSON without its opening brace. */
  readonly texts: string[];
  /** Failed attempts so far. */
  attempts: number;
  /** Attempts in which the service answered 500 to this very batch. */
  faults: number;
  /** What the lane had delivered when the service first did so. */
  deliveredBefore: number;
  /** When the first attempt began whose outcome is unknown, in Unix milliseconds. */
  uncertainSince: number | undefined;
}

/** A batch that this process has not tried. */
export function newBatch(first: number, texts: string[], uncertainSince?: number): Batch {
  return { first, texts, attempts: 0, faults: 0, deliveredBefore: 0, uncertainSince };
}

/** The numbers of its events. */
export const rangeOf = ({ first, texts }: Batch) => ({ first, count: texts.length });

/** Cuts a batch into parts of at most `size` events. */
export function splitBatch(batch: Batch, size: number): Batch[] {
  const parts: Batch[] = [];
  for (let at = 0; at < batch.texts.length; at += size) {
    parts.push({ ...batch, first: batch.first + at, texts: batch.texts.slice(at, at + size) });
  }
  return parts;
}

/** Writes the body of a request; the key joins the events only here. */
export function batchBody(apiKey: string, texts: readonly string[]): string {
  const start = `{"api_key":${JSON.stringify(apiKey)},`;
  return `{"events":[${start}${texts.join(`,${start}`)}]}`;
}
