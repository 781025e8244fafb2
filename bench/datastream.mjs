// The datastream beside the official SDK with `useDataStream`, on one service: checks, Redis, memory, pushes, updates.
import { fork, spawn } from "node:child_process";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { client, official, ours, pause } from "./datastream/subjects.mjs";
import { cpuMicros, runIfMain } from "./harness.mjs";
import { fixtures } from "./rulesengine/fixtures.mjs";

const OURS = "@schematic/datastream, check";
const SYNC = "@schematic/datastream, checkSync";
const CLIENT = "@schematic/client with it, checkFlagWithEntitlement";
const CLIENT_SYNC = "@schematic/client with it, checkFlagWithEntitlementSync";
const OFFICIAL = "official SDK 1.6.2, checkFlagWithEntitlement";
const context = (size) => ({ company: { id: `${size}-1` }, user: { id: "u-77" } });
const local = (file) => new URL(`datastream/${file}`, import.meta.url);

async function startServer() {
  const child = spawn(process.execPath, [local("server.mjs").pathname], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async () => JSON.parse((await lines.next()).value);
  const { url } = await read();
  return { url, read, tell: (line) => child.stdin.write(`${line}\n`), close: () => child.stdin.end() };
}

/** Least CPU nanoseconds of one awaited call, the calls in turns so that a loaded machine is loaded for all of them. */
async function leastNanos(calls, rounds = 6) {
  const least = new Map();
  for (let round = 0; round <= rounds; round++) {
    for (const [name, { call, count }] of Object.entries(calls)) {
      const micros = await cpuMicros(() => call(count));
      const nanos = (micros * 1_000) / count;
      if (round > 0) least.set(name, Math.min(least.get(name) ?? Number.POSITIVE_INFINITY, nanos));
    }
  }
  return [...least].map(([name, value]) => ({ name, value }));
}

const awaited = (check, size, count) => ({
  count,
  async call(times) {
    for (let n = 0; n < times; n++) await check(size, context(size));
  },
});

const immediate = (check, size, count) => ({
  count,
  call(times) {
    for (let n = 0; n < times; n++) check(size, context(size));
  },
});

async function checks(size, { mine, whole, theirs }) {
  const flag = fixtures[size].flag.key;
  const named = (check) => (_, given) => check(flag, given);
  const answers = await Promise.all([mine, whole, theirs].map(({ check }) => check(flag, context(size))));
  if (new Set(answers.map(({ reason }) => reason)).size !== 1) throw new Error("different answers");
  const rows = await leastNanos({
    [OURS]: awaited(named(mine.check), size, 50_000),
    [SYNC]: immediate(named(mine.checkSync), size, 50_000),
    [CLIENT]: awaited(named(whole.check), size, 20_000),
    [CLIENT_SYNC]: immediate(named(whole.checkSync), size, 20_000),
    [OFFICIAL]: awaited(named(theirs.check), size, size === "small" ? 1_000 : 100),
  });
  return { title: `Local check end to end, ${size} flag`, unit: "ns of CPU", base: OURS, ours: CLIENT, rows };
}

async function startRedis() {
  const port = await new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
  const options = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = spawn("redis-server", options, { stdio: "ignore" });
  await pause(500);
  return { port, close: () => child.kill() };
}

/** Entries as a replicator leaves them, for the small flag. */
async function replicate(port) {
  const { createClient } = await import("redis");
  const redis = await createClient({ socket: { port, host: "127.0.0.1" } }).connect();
  const { flag, company, user } = fixtures.small;
  const { id } = context("small").company;
  const V = "schematic:%:4b54a537";
  const entries = [
    [`flags:${flag.key}`, flag],
    [`company:${company.id}`, { ...company, keys: { id } }],
    [`company:id:${id}`, company.id],
    [`user:${user.id}`, user],
    ["user:id:u-77", user.id],
  ];
  for (const [key, value] of entries) {
    const [kind, ...rest] = key.split(":");
    await redis.set([V.replace("%", kind), ...rest].join(":"), JSON.stringify(value));
  }
  redis.destroy();
}

async function replicator(url) {
  const redis = await startRedis();
  await replicate(redis.port);
  const mine = await ours({ url, redisPort: redis.port });
  const uncached = await ours({ url, redisPort: redis.port, cacheRereadMs: 1e-9 });
  const theirs = await official({ url, redisPort: redis.port });
  const { key } = fixtures.small.flag;
  const reasons = await Promise.all([mine, uncached, theirs].map(({ check }) => check(key, context("small"))));
  if (new Set(reasons.map(({ reason }) => reason)).size !== 1) throw new Error("different answers through Redis");
  const named = (check) => (_, given) => check(key, given);
  const rows = await leastNanos({
    [OURS]: awaited(named(mine.check), "small", 20_000),
    "the same, reading Redis at every check": awaited(named(uncached.check), "small", 500),
    [OFFICIAL]: awaited(named(theirs.check), "small", 500),
  });
  await Promise.all([mine, uncached, theirs].map((subject) => subject.close()));
  redis.close();
  return { title: "Check behind a replicator, Redis on loopback, small flag", unit: "ns of CPU", base: OURS, rows };
}

/** Milliseconds from the service's push until a check shows it: the median of 25. */
async function pushes(server, subject) {
  const { key } = fixtures.small.flag;
  const mark = { company: { id: "mark" } };
  await subject.check(key, mark);
  const delays = [];
  for (let value = 1_000; value < 1_025; value++) {
    server.tell(`mark ${value}`);
    const { at } = await server.read();
    while ((await subject.check(key, mark)).entitlement?.usage !== value) await new Promise(setImmediate);
    delays.push(performance.timeOrigin + performance.now() - at);
  }
  return delays.sort((a, b) => a - b)[12];
}

/** What one subject costs in a process of its own: the least of three. */
async function cost(name, what, server) {
  const values = [];
  for (let round = 0; round < 3; round++) values.push(await costOnce(name, what, server));
  return Math.min(...values);
}

function costOnce(name, what, server) {
  return new Promise((resolve, reject) => {
    const child = fork(local("costs.mjs"), [name, what, server.url], { execArgv: ["--expose-gc"] });
    child.on("message", (message) => {
      if (message === "loaded") server.tell("rate 1000 100");
      else resolve(message.value);
    });
    child.on("exit", (code) => {
      server.tell("stop");
      reject(new Error(`${name} ended with ${code}`));
    });
  });
}

const MINE = "@schematic/datastream";
const THEIRS = "official SDK 1.6.2";
const compare = async (title, unit, measure) => ({
  title,
  unit,
  base: MINE,
  rows: [
    { name: MINE, value: await measure("ours") },
    { name: THEIRS, value: await measure("official") },
  ],
});

export async function run() {
  const server = await startServer();
  const subjects = { mine: await ours(server), whole: await client(server), theirs: await official(server) };
  const tables = [await checks("small", subjects), await checks("large", subjects)];
  tables.push(
    await compare("From the service's push to the next check that shows it", "ms, median of 25", (name) =>
      pushes(server, name === "ours" ? subjects.mine : subjects.theirs),
    ),
  );
  await subjects.mine.close();
  await subjects.whole.close();
  await subjects.theirs.close();
  tables.push(await replicator(server.url));
  const perCompany = async (name) => ((await cost(name, "memory", server)) * 10_000) / 2 ** 20;
  tables.push(
    await compare("Memory for 10,000 companies (the official SDK holds 1,000: scaled)", "MiB of heap", perCompany),
  );
  tables.push(
    await compare("CPU at 1,000 updates a second over 100 companies", "ms of CPU a second", (name) =>
      cost(name, "updates", server),
    ),
  );
  server.close();
  return tables;
}

await runIfMain(import.meta, run);
