// Run in a process of its own: what keeping companies costs one subject. `node --expose-gc costs.mjs <subject> <what> <url>`.
import { fixtures } from "../rulesengine/fixtures.mjs";
import { official, ours, pause } from "./subjects.mjs";

const [, , name, what, url] = process.argv;
const subject = await (name === "ours" ? ours : official)({ url });

const { key } = fixtures.small.flag;

async function load(count) {
  for (let start = 0; start < count; start += 50) {
    const ids = Array.from({ length: Math.min(50, count - start) }, (_, n) => `c${start + n}`);
    const checks = await Promise.all(ids.map((id) => subject.check(key, { company: { id } })));
    if (checks.some((check) => check?.companyId === undefined)) throw new Error("a company was not loaded");
  }
}

async function heap() {
  for (let n = 0; n < 4; n++) {
    globalThis.gc();
    await pause(20);
  }
  return process.memoryUsage().heapUsed;
}

/** Bytes for each of `count` companies that are all held and have each been checked. */
async function memory(count) {
  await load(10);
  const before = await heap();
  await load(count);
  return ((await heap()) - before) / (count - 10);
}

/** Milliseconds of CPU in each second while updates come in. */
async function updates(seconds) {
  await load(100);
  process.send("loaded");
  await pause(500);
  const before = process.cpuUsage();
  await pause(seconds * 1_000);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / seconds;
}

// The official SDK keeps 1,000 companies, so that is what is measured of it.
const value = what === "memory" ? await memory(name === "ours" ? 10_000 : 1_000) : await updates(3);
process.send({ value });
await subject.close();
process.exit();
