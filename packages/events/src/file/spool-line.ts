// A spool is lines of text, each `<crc32> <kind> <facts>`, and every write begins with a line break: a line that a crash cut
// short ends where the next write begins, and its checksum tells.
//   H <version> <fingerprint>        the first line
//   E <number> <event>               an accepted event: JSON without its opening brace
//   A <first> <count> <ms>           an attempt of these began at that time; 0: no attempt of unknown outcome
//   S <first> <count>                these are settled
import { crc32 } from "node:zlib";
import type { SpoolRange } from "../spool.ts";

// Of the format above; a file of another version is left alone.
const VERSION = 1;

function line(facts: string): string {
  return `\n${crc32(facts).toString(16).padStart(8, "0")} ${facts}`;
}

export const headerLine = (fingerprint: string) => line(`H ${VERSION} ${fingerprint}`);
export const eventLine = (number: number, text: string) => line(`E ${number} ${text}`);
export const attemptLine = ({ first, count }: SpoolRange, at: number) => line(`A ${first} ${count} ${at}`);
export const settledLine = ({ first, count }: SpoolRange) => line(`S ${first} ${count}`);

/** What was accepted and is not settled, by number, in order. */
export interface SpoolState {
  readonly live: Map<number, string>;
  /** When the first attempt of unknown outcome began. */
  readonly attempted: Map<number, number>;
}

/** The whole file that says this. */
export function* allLines(header: string, { live, attempted }: SpoolState): Generator<string> {
  yield header;
  for (const [number, text] of live) yield eventLine(number, text);
  for (const [first, at] of attempted) yield attemptLine({ first, count: 1 }, at);
}

/** What a file says. */
export interface SpoolContents extends SpoolState {
  /** Lines that cannot be trusted. */
  readonly damaged: number;
}

/** Applies what is known of a range to each of its events. */
export function applyRange(state: SpoolState, { first, count }: SpoolRange, at: number | "settled"): boolean {
  let isKnown = false;
  for (let number = first; number < first + count; number++) {
    if (!state.live.has(number)) continue;
    isKnown = true;
    if (at === "settled") state.live.delete(number);
    if (typeof at === "number" && at > 0) state.attempted.set(number, at);
    else state.attempted.delete(number);
  }
  return isKnown;
}

function facts(text: string): string | undefined {
  const rest = text.slice(9);
  return text[8] === " " && Number.parseInt(text.slice(0, 8), 16) === crc32(rest) ? rest : undefined;
}

function applyEvent(state: SpoolState, rest: string): void {
  const space = rest.indexOf(" ");
  state.live.set(Number(rest.slice(0, space)), rest.slice(space + 1));
}

function applyLine(state: SpoolState, text: string): void {
  const rest = text.slice(2);
  if (text.startsWith("E ")) {
    applyEvent(state, rest);
    return;
  }
  const [first = 0, count = 0, at = 0] = rest.split(" ").map(Number);
  // A count beyond what is there is no reason to count that far.
  const range = { first, count: Math.min(count, state.live.size + 1_000_000) };
  if (text.startsWith("A ")) applyRange(state, range, at);
  if (text.startsWith("S ")) applyRange(state, range, "settled");
}

/** Reads a file. Damaged lines are skipped; `undefined` when there is something, but not a spool of this fingerprint. */
export function readSpool(text: string, fingerprint: string): SpoolContents | undefined {
  const state: SpoolState = { live: new Map(), attempted: new Map() };
  let damaged = 0;
  let hasHeader = false;
  for (const written of text.split("\n")) {
    if (written === "") continue;
    const known = facts(written);
    if (known === undefined) damaged++;
    else if (hasHeader) applyLine(state, known);
    else if (known !== `H ${VERSION} ${fingerprint}`) return undefined;
    else hasHeader = true;
  }
  return hasHeader || text === "" ? { ...state, damaged } : undefined;
}
