// Tracks, says what was accepted, and ends as told: what the tests of exits and crashes run as a process of its own.
import { EventQueue } from "@schematic/events";
import { fileSpool } from "@schematic/events/file";

interface Plan {
  readonly url: string;
  readonly count: number;
  /** Close within so many milliseconds. */
  readonly closeMs?: number;
  readonly spool?: string;
  readonly requestTimeoutMs?: number;
  readonly flushIntervalMs?: number;
  /** Stay until killed. */
  readonly stay?: boolean;
  /** Track once more whenever the process is about to end. */
  readonly trackAtExit?: boolean;
  readonly queues?: number;
  /** Events of so many characters, far more of them than the queue keeps. */
  readonly floodChars?: number;
  /** Track one more every so many milliseconds. */
  readonly everyMs?: number;
  /** Track once more after close. */
  readonly afterClose?: boolean;
}

const plan = JSON.parse(process.argv[2] ?? "{}") as Plan;
process.on("unhandledRejection", () => console.log("UNHANDLED"));
process.on("warning", (warning) => console.log(`WARNING ${warning.name}`));

function start(): EventQueue {
  const queue = new EventQueue({
    ...{ apiKey: "sch_dev_program", eventCaptureUrl: plan.url, requestTimeoutMs: plan.requestTimeoutMs },
    flushIntervalMs: plan.flushIntervalMs,
    spool: plan.spool === undefined ? undefined : fileSpool({ directory: plan.spool }),
    maxQueueBytes: plan.floodChars === undefined ? undefined : 1_000_000,
    hooks: { onEvent: ({ outcome, count }) => console.log(`REPORT ${outcome} ${count}`) },
  });
  const big = "x".repeat(plan.floodChars ?? 0);
  for (let n = 0; n < plan.count; n++) track(queue, { n, big: `${big}${n}` });
  if (plan.everyMs !== undefined) setInterval(() => track(queue, {}), plan.everyMs);
  return queue;
}

function track(queue: EventQueue, traits: object): void {
  const receipt = queue.track({ event: "query", company: { id: "acme" }, traits: { ...traits } });
  if (receipt.accepted) console.log(`KEY ${receipt.idempotencyKey}`);
}

const queues = Array.from({ length: plan.queues ?? 1 }, start);
console.log(`LISTENERS ${process.listenerCount("beforeExit")}`);
if (plan.trackAtExit) process.on("beforeExit", () => queues[0]?.track({ event: "query" }));
if (plan.stay) setInterval(() => undefined, 1_000);
if (plan.closeMs !== undefined) {
  const results = await Promise.all(queues.map((queue) => queue.close({ timeoutMs: plan.closeMs })));
  console.log(`CLOSED ${JSON.stringify(results[0])}`);
  if (plan.afterClose) {
    queues[0]?.track({ event: "query" });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  console.log(`LISTENERS ${process.listenerCount("beforeExit")}`);
}
