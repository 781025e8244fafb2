import type { Lane } from "./delivery/lane-options.ts";
import type { Reporter } from "./delivery/reporter.ts";
import type { Settings } from "./options.ts";

/** Opens the spool where that is still to be done, and hands to the lane what an earlier process left. Was there anything? */
export function takeOver({ spool, identity, maxBatchSize }: Settings, lane: Lane<string>, reporter: Reporter): boolean {
  if (spool === undefined || spool.isOpen) return false;
  // Told afterwards: a hook that tracks would take the numbers of what is being handed over.
  const untold: Error[] = [];
  let isOpening = true;
  const report = (error: Error) => {
    if (isOpening) untold.push(error);
    else reporter.failed("spool", error);
  };
  const left = spool.open({ identity, maxBatchSize, report, firstNumber: lane.accepted });
  for (const { texts, attemptedAt } of left) lane.restore(texts, attemptedAt);
  isOpening = false;
  for (const error of untold) report(error);
  return left.length > 0;
}
