import { createHash } from "node:crypto";

/** So that the file of one environment is never sent to another, without saying what the key is. */
export function fingerprintOf(identity: readonly string[]): string {
  return createHash("sha256")
    .update(JSON.stringify(["schematic spool", ...identity]))
    .digest("hex")
    .slice(0, 32);
}
