// The rules engine beside the official one, the same flag written by hand, and the local evaluators of two other services.
import assert from "node:assert/strict";
import { createEngine } from "@schematic/rulesengine";
import { loadWasmEngine } from "@schematic/rulesengine/wasm";
import { RulesEngineClient } from "@schematichq/schematic-typescript-node";
import { runIfMain } from "./harness.mjs";
import { fixtures, parsed } from "./rulesengine/fixtures.mjs";
import { largeFloor, smallFloor, typedCompany } from "./rulesengine/floor.mjs";
import { configCat, launchDarkly } from "./rulesengine/rivals.mjs";

const OURS = "@schematic/rulesengine";
const WASM = "official WASM, our loader";
const CLIENT = "official RulesEngineClient";
const FLOOR = "written by hand";
const ROUNDS = 12;
const ROUND_MILLIS = 40;

/** CPU nanoseconds per call, the least of several rounds that take turns, so that a busy moment hits all alike. */
async function turns(candidates) {
  const least = new Map();
  const calls = new Map();
  for (const [name, call] of Object.entries(candidates)) calls.set(name, await calibrate(call));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, call] of Object.entries(candidates)) {
      const nanos = await cpuNanos(call, calls.get(name));
      least.set(name, Math.min(nanos, least.get(name) ?? Number.POSITIVE_INFINITY));
    }
  }
  return [...least].map(([name, value]) => ({ name, value }));
}

/** How many calls fill a round. Also the warm-up. */
async function calibrate(call) {
  let count = 16;
  for (let nanos = 0; nanos * count < ROUND_MILLIS * 1e6; count *= 2) nanos = await cpuNanos(call, count);
  return count;
}

async function cpuNanos(call, count) {
  const before = process.cpuUsage();
  let last;
  if (call.isAsync) for (let i = 0; i < count; i++) last = await call(i);
  else for (let i = 0; i < count; i++) last = call(i);
  const { user, system } = process.cpuUsage(before);
  assert.notEqual(last, undefined);
  return ((user + system) * 1000) / count;
}

/** A call that is awaited, as its users have to. */
const awaited = (call) => Object.assign(call, { isAsync: true });

/** Bytes of heap per call, of calls few enough that nothing is collected in between. */
async function bytesPerCall(call, count) {
  await cpuNanos(call, count);
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    await cpuNanos(call, count);
    const grown = process.memoryUsage().heapUsed - before;
    if (grown > 0) least = Math.min(least, grown / count);
  }
  return least;
}

async function checks(size, floor) {
  const { flag, company, user } = parsed(fixtures[size]);
  const engine = createEngine();
  const wasm = await loadWasmEngine();
  const official = new RulesEngineClient();
  await official.initialize();
  const typed = typedCompany(company);
  const byHand = floor(flag, typed);
  const calls = {
    [FLOOR]: () => byHand(typed, user),
    [OURS]: () => engine.checkFlag(flag, company, user),
    [WASM]: () => wasm.checkFlag(flag, company, user),
    [CLIENT]: awaited(() => official.checkFlag(flag, company, user)),
  };
  const expected = wasm.checkFlag(flag, company, user);
  assert.equal(expected.value, true);
  for (const call of Object.values(calls)) assert.deepEqual({ entitlement: null, ...(await call()) }, expected);
  return calls;
}

async function rivals(size) {
  const config = await configCat(fixtures[size]);
  const dark = await launchDarkly(fixtures[size]);
  for (const rival of [config, dark]) assert.equal(await rival.check(), true);
  return {
    calls: { "ConfigCat snapshot": config.check, "LaunchDarkly server SDK": awaited(dark.check) },
    close() {
      config.close();
      dark.close();
    },
  };
}

/** The first check of a company that was never seen: what a change of the company costs. */
async function firstChecks(size) {
  const { flag, company, user } = parsed(fixtures[size]);
  const copies = 2_000;
  const companies = Array.from({ length: copies }, () => parsed(company));
  const engine = createEngine();
  const wasm = await loadWasmEngine();
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    const fresh = round === 0 ? companies : Array.from({ length: copies }, () => parsed(company));
    least = Math.min(least, await cpuNanos((i) => engine.checkFlag(flag, fresh[i], user), copies));
  }
  const [other] = await turns({ [WASM]: (i) => wasm.checkFlag(flag, companies[i % copies], user) });
  return [{ name: OURS, value: least }, other];
}

const floors = { small: (_, typed) => smallFloor(typed), large: (flag) => largeFloor(flag) };
const sizes = {
  small: "small flag: 2 rules, 5 traits, 3 metrics",
  large: "large flag: 20 rules of 3 conditions, 40 traits, 20 metrics",
};

export async function run() {
  const tables = [];
  for (const [size, what] of Object.entries(sizes)) {
    const calls = await checks(size, floors[size]);
    const others = await rivals(size);
    const rows = await turns({ ...calls, ...others.calls });
    others.close();
    tables.push({ title: `Check of a ${what}`, unit: "ns of CPU", base: OURS, theirs: CLIENT, rows });
    const bytes = [];
    for (const [name, call] of Object.entries(calls)) {
      bytes.push({ name, value: await bytesPerCall(call, name === OURS || name === FLOOR ? 20_000 : 200) });
    }
    tables.push({
      title: `Memory allocated by a check of the ${size} flag`,
      unit: "bytes",
      base: OURS,
      theirs: CLIENT,
      rows: bytes,
    });
    tables.push({
      title: `First check of a new company, ${size} flag`,
      unit: "ns of CPU",
      base: OURS,
      rows: await firstChecks(size),
    });
  }
  return tables;
}

await runIfMain(import.meta, run);
