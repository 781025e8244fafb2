// Events end to end into a capture sink in another process, beside the official SDK and a bare keep-alive poster of ready batches:
// a burst of 200,000 then closed, with how many arrived, and a steady stream. Wall time and CPU of this process.
import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import { EventQueue } from "@schematic/events";
import { SchematicClient } from "@schematichq/schematic-typescript-node";
import { cpuMicros, runIfMain } from "./harness.mjs";

const BURST = 200_000;
const STEADY = 50_000;
const ROUNDS = 3;
const KEY = "sch_dev_bench";
const quiet = { error() {}, warn() {}, info() {}, debug() {} };

function serve() {
  let events = 0;
  const server = createServer((incoming, response) => {
    const chunks = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.on("end", () => {
      const body = Buffer.concat(chunks);
      for (let at = body.indexOf('"api_key"'); at >= 0; at = body.indexOf('"api_key"', at + 9)) events++;
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  server.listen(0, "127.0.0.1", () => process.send(server.address().port));
  process.on("message", () => {
    process.send(events);
    events = 0;
  });
  process.once("disconnect", () => process.exit());
}

const event = (n) => ({
  event: "query",
  company: { id: `acme-${n % 1_000}` },
  user: { user_id: `u${n}` },
  quantity: 1,
});

/** Tracks so many that the SDK can send as it goes, as a busy server does. */
async function stream(track) {
  for (let n = 0; n < STEADY; n++) {
    track(n);
    if (n % 500 === 499) await new Promise(setImmediate);
  }
}

function ours(origin) {
  const queue = new EventQueue({ apiKey: KEY, eventCaptureUrl: origin, logger: quiet });
  return {
    async burst() {
      for (let n = 0; n < BURST; n++) queue.track(event(n));
      await queue.close({ timeoutMs: 60_000 });
    },
    async steady() {
      await stream((n) => queue.track(event(n)));
      await queue.close({ timeoutMs: 60_000 });
    },
  };
}

function official(origin, arrived) {
  const client = new SchematicClient({ apiKey: KEY, eventCaptureBaseURL: origin, logger: quiet });
  const until = async (count) => {
    for (let waits = 0; waits < 600 && (await arrived()) < count; waits++)
      await new Promise((done) => setTimeout(done, 20));
  };
  return {
    async burst() {
      for (let n = 0; n < BURST; n++) void client.track(event(n));
      await client.close();
    },
    async steady() {
      await stream((n) => void client.track(event(n)));
      await until(STEADY);
      await client.close();
    },
  };
}

/** What any SDK has to do at least: post batches that are ready, four at a time, over sockets that stay open. */
function bare(origin) {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const one = JSON.stringify({
    api_key: KEY,
    type: "track",
    body: event(1),
    idempotency_key: crypto.randomUUID(),
    sent_at: new Date().toISOString(),
  });
  const body = `{"events":[${Array(100).fill(one).join(",")}]}`;
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "x-schematic-api-key": KEY,
  };
  const post = async () => {
    const outgoing = request(`${origin}/batch`, { method: "POST", agent, headers });
    outgoing.end(body);
    const [response] = await once(outgoing, "response");
    response.resume();
    await once(response, "end");
  };
  const all = async (events) => {
    let left = events / 100;
    const poster = async () => {
      while (left-- > 0) await post();
    };
    await Promise.all([poster(), poster(), poster(), poster()]);
    agent.destroy();
  };
  return { burst: () => all(BURST), steady: () => all(STEADY) };
}

/** The same with `fetch`, which every SDK that also runs in browsers and Workers has to use. */
function bareFetch(origin) {
  const one = JSON.stringify({
    api_key: KEY,
    type: "track",
    body: event(1),
    idempotency_key: crypto.randomUUID(),
    sent_at: new Date().toISOString(),
  });
  const body = `{"events":[${Array(100).fill(one).join(",")}]}`;
  const headers = { "content-type": "application/json", "x-schematic-api-key": KEY };
  const all = async (events) => {
    let left = events / 100;
    const poster = async () => {
      while (left-- > 0) await (await fetch(`${origin}/batch`, { method: "POST", headers, body })).text();
    };
    await Promise.all([poster(), poster(), poster(), poster()]);
  };
  return { burst: () => all(BURST), steady: () => all(STEADY) };
}

async function measure(make, kind, arrived) {
  const best = { wall: Number.POSITIVE_INFINITY, cpu: Number.POSITIVE_INFINITY, delivered: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    await arrived(true);
    const contender = make();
    const start = process.hrtime.bigint();
    const cpu = await cpuMicros(() => contender[kind]());
    best.wall = Math.min(best.wall, Number(process.hrtime.bigint() - start) / 1e9);
    best.cpu = Math.min(best.cpu, cpu / 1e6);
    // Whatever an SDK may still have under way when it says that it is done.
    await new Promise((done) => setTimeout(done, 300));
    best.delivered = await arrived(true);
  }
  return best;
}

export async function run() {
  const sink = fork(import.meta.filename, ["sink"]);
  const [port] = await once(sink, "message");
  const origin = `http://127.0.0.1:${port}`;
  let seen = 0;
  const arrived = async (restart) => {
    sink.send("count");
    const [count] = await once(sink, "message");
    seen += count;
    const total = seen;
    if (restart) seen = 0;
    return total;
  };
  const names = {
    "bare poster (node:http)": () => bare(origin),
    "bare poster (fetch)": () => bareFetch(origin),
    "@schematic/events": () => ours(origin),
    official: () => official(origin, arrived),
  };
  const tables = [];
  for (const [kind, events] of [
    ["burst", BURST],
    ["steady", STEADY],
  ]) {
    const results = [];
    for (const [name, make] of Object.entries(names)) results.push({ name, ...(await measure(make, kind, arrived)) });
    const rows = (value) => results.map((result) => ({ name: result.name, value: value(result) }));
    tables.push(
      {
        title: `${kind}: delivered of ${events}`,
        unit: "events",
        base: "official",
        isMoreBetter: true,
        rows: rows(({ delivered }) => delivered),
      },
      {
        title: `${kind}: delivered a second`,
        unit: "events/s",
        base: "official",
        isMoreBetter: true,
        rows: rows(({ delivered, wall }) => delivered / wall),
      },
      {
        title: `${kind}: CPU`,
        unit: "seconds per million delivered",
        base: "official",
        rows: rows(({ delivered, cpu }) => (cpu / delivered) * 1e6),
      },
    );
  }
  sink.disconnect();
  return tables;
}

if (process.argv[2] === "sink") serve();
else await runIfMain(import.meta, run);
