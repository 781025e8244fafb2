import type { Lane } from "./delivery/lane-options.ts";
import type { Reporter } from "./delivery/reporter.ts";
import type { Settings } from "./options.ts";

/** Opens the spool where that is still to be done, and hands to the lane what an earlier process left. Was there anything? */
export function takeOver({ spool, identity, maxBatchSize }: Settings, lane: Lane<string>, reporter: Reporter): boolean {
  if (spool === undefined || spool.isOpen) return false;
  const report = (error: Error) => reporter.failed("spool", error);
  const left = spool.open({ identity, maxBatchSize, report, firstNumber: lane.accepted });
  for (const { texts, attemptedAt } of left) lane.restore(texts, attemptedAt);
  return left.length > 0;
}
