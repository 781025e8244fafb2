import type { Logger } from "@schematic/api/core";

/** Counts messages that mean nothing here; the first is worth a warning, a stream of them is not. */
export function countIgnored(logger: Logger): (why: string) => void {
  let count = 0;
  return (why) => {
    count++;
    logger[count === 1 ? "warn" : "debug"](`datastream: a message was ignored: ${why} (${count} so far)`);
  };
}
