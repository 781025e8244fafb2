import type { SpooledEvents } from "../spool.ts";
import type { SpoolState } from "./spool-line.ts";

/** What is left, in the order of sending: first what was attempted, together as it was attempted, then the rest. */
export function groupEvents({ live, attempted }: SpoolState, maxBatchSize: number): SpooledEvents[] {
  const tried: { texts: string[]; attemptedAt: number }[] = [];
  const untried: string[] = [];
  for (const [number, text] of live) {
    const attemptedAt = attempted.get(number);
    const last = tried.at(-1);
    if (attemptedAt === undefined) untried.push(text);
    else if (last?.attemptedAt === attemptedAt && last.texts.length < maxBatchSize) last.texts.push(text);
    else tried.push({ texts: [text], attemptedAt });
  }
  return untried.length > 0 ? [...tried, { texts: untried }] : tried;
}
