import { readdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { readIfThere } from "./spool-file.ts";
import { readSpool, type SpoolState } from "./spool-line.ts";
import { isHeld } from "./spool-lock.ts";

/** Of the files of spools. */
export const SUFFIX = ".events";

/** What a file may hold beyond need: below, it is not worth a rewrite. */
export const SLACK_BYTES = 1_024 * 1_024;

/** What an earlier process left in that file. What cannot be read is moved aside rather than lost, and told to `report`. */
export function readLeftovers(path: string, fingerprint: string, report: (error: Error) => void): SpoolState {
  const found = readSpool(readIfThere(path), fingerprint);
  if (found?.damaged) report(new Error(`${found.damaged} damaged lines were skipped`));
  if (found !== undefined) return found;
  // A name of its own: one that was moved before stays too.
  const aside = `${path}.${crypto.randomUUID()}.unreadable`;
  renameSync(path, aside);
  report(new Error(`a file that cannot be read was moved aside: ${aside}`));
  return { live: new Map(), attempted: new Map() };
}

/** Does the file hold what is not settled? One that does not is never much larger than the slack. */
function hasEvents(directory: string, name: string): boolean {
  const path = join(directory, name);
  // Its process may be removing it.
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > 2 * SLACK_BYTES) return true;
  return readSpool(readIfThere(path), name.slice(0, -SUFFIX.length))?.live.size !== 0;
}

/** Tells of files that belong to other keys or addresses, and to no process. */
export function reportForeign(directory: string, own: string, report: (error: Error) => void): void {
  const others = readdirSync(directory).filter((name) => name.endsWith(SUFFIX) && name !== own);
  const dead = others.filter((name) => !isHeld(join(directory, `${name}.lock`)));
  const left = dead.filter((name) => hasEvents(directory, name)).length;
  if (left > 0) report(new Error(`undelivered events of ${left} other keys or addresses are in its folder`));
}
