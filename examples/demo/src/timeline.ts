import type { FlagCheck } from "@schematic/api/core";

/** Where the story is told: what the app did, and what Schematic answered and why. */
export interface Timeline {
  chapter(title: string): void;
  did(action: string): void;
  answered(answer: string): void;
}

/** A timeline of lines of text. */
export function textTimeline(write: (line: string) => void): Timeline {
  return {
    chapter: (title) => write(`\n${title}`),
    did: (action) => write(`  app        ${action}`),
    answered: (answer) => write(`  schematic  ${answer}`),
  };
}

/** A check in one line: its value, why, and what answered. */
export function describeCheck({ flag, value, reason, source, entitlement, error }: FlagCheck): string {
  const usage =
    entitlement?.allocation === undefined ? "" : `, ${entitlement.usage ?? 0} of ${entitlement.allocation} used`;
  const failure = error === undefined ? "" : ` (${error})`;
  return `${flag} is ${value ? "on" : "off"}${usage}: ${reason} [${source}]${failure}`;
}
