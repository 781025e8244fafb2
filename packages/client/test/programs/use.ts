// Checks, calls and tracks with one client per address and then ends, closed or not: what the tests of exits run as a process of its own.
import { type FlagSource, Schematic } from "../../src/index.ts";

interface Plan {
  readonly urls: readonly string[];
  readonly close?: boolean;
  /** Only make clients. */
  readonly idle?: boolean;
  /** Let many wait at once. */
  readonly crowd?: boolean;
  /** Do not wait for what was asked. */
  readonly leave?: boolean;
}

const plan = JSON.parse(process.argv[2] ?? "{}") as Plan;
process.on("unhandledRejection", (error) => console.log(`UNHANDLED ${String(error)}`));
process.on("uncaughtException", (error) => console.log(`UNCAUGHT ${String(error)}`));
process.on("warning", (warning) => console.log(`WARNING ${warning.name}`));

const makeClient = (url: string) =>
  new Schematic({
    ...{ apiKey: "sch_dev_program", baseUrl: url, eventCaptureUrl: url, logLevel: "off" },
    ...{ checkTimeoutMs: 400, timeoutMs: 400, events: { requestTimeoutMs: 1_000 } },
  });

async function use(schematic: Schematic): Promise<void> {
  const checks = [
    schematic.checkFlag("a", { company: { id: "acme" } }, { defaultValue: true }),
    schematic.checkFlag("a", {}, { timeoutMs: 20, defaultValue: true }),
    schematic.checkFlags(["a"], {}, { defaultValue: true }).then(([check]) => check?.value),
  ];
  // Without retries: who asks for one waits as long as the service says, up to a minute.
  const calling = schematic.companies.getCompany("comp_1", { maxRetries: 0 }).catch(() => undefined);
  for (let n = 0; n < 113; n++) schematic.track({ event: "query", company: { id: "acme" }, traits: { n } });
  if (!plan.leave) console.log(`CHECKED ${(await Promise.all([...checks, calling])).slice(0, 3).join()}`);
  if (plan.close) console.log(`CLOSED ${JSON.stringify(await schematic.close({ timeoutMs: 500 }))}`);
}

/** Many checks that wait for one signal of the caller's, and many flags that wait for one local source. */
async function crowd(): Promise<void> {
  const never = () => new Promise<never>(() => undefined);
  const source: FlagSource = {
    ...{ attach: () => undefined, checkSync: () => undefined, check: never, tracked: () => undefined },
    ...{ ready: never, close: async () => undefined },
  };
  const schematic = new Schematic({ apiKey: "sch_dev_program", fetch: never, datastream: source, logLevel: "off" });
  const options = { timeoutMs: 50, signal: new AbortController().signal };
  const flags = Array.from({ length: 30 }, (_, n) => `flag-${n}`);
  await Promise.all([
    schematic.checkFlags(flags, {}, options),
    ...flags.map((f) => schematic.checkFlag(f, {}, options)),
  ]);
  await schematic.close();
}

if (plan.crowd) await crowd();
const clients = plan.urls.map(makeClient);
if (!plan.idle) await Promise.all(clients.map(use));
