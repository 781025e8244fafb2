import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { accepted, type CaptureServer, startCapture } from "./capture-server.ts";
import { bundleProgram, keysOf, type Running, startProgram } from "./program.ts";

jest.setTimeout(30_000);

let program = "";
let capture: CaptureServer;
let spool = "";

beforeAll(() => {
  program = bundleProgram();
});
beforeEach(() => {
  spool = join(mkdtempSync(join(tmpdir(), "schematic-spool-")), "spool");
});
afterEach(() => capture.close());

/** A process that tracked and stays. */
async function living(count: number, plan: object = {}) {
  const run = startProgram(program, { url: capture.url, count, spool, stay: true, flushIntervalMs: 5, ...plan });
  await run.until("LISTENERS");
  if (count > 0) await capture.until(() => capture.exchanges.length > 0);
  return run;
}

async function kill(run: Running) {
  run.child.kill("SIGKILL");
  expect(await run.ended).toMatchObject({ signal: "SIGKILL" });
  return keysOf(run);
}

const killedAfterTracking = async (count: number) => kill(await living(count));

const keysTaken = () => capture.taken.map((event) => event.idempotency_key);

describe("a spool, when its process is killed", () => {
  it("gives the next process everything that was accepted, under the same keys", async () => {
    capture = await startCapture(() => "hang");
    const keys = await killedAfterTracking(950);
    expect(keys).toHaveLength(950);
    capture.treat = () => accepted;
    const next = startProgram(program, { url: capture.url, count: 5, spool, closeMs: 15_000 });
    expect(await next.ended).toMatchObject({ code: 0 });
    expect(keysTaken().sort()).toEqual([...keys, ...keysOf(next)].sort());
    expect(readdirSync(spool)).toEqual([]);
  });

  it("survives one kill after another", async () => {
    capture = await startCapture(() => "hang");
    const keys: string[] = [];
    for (let round = 0; round < 3; round++) keys.push(...(await killedAfterTracking(40)));
    capture.treat = () => accepted;
    await startProgram(program, { url: capture.url, count: 0, spool, closeMs: 15_000 }).ended;
    expect(keysTaken().sort()).toEqual(keys.sort());
  });

  it("repeats under the same keys what was delivered without its answer being seen", async () => {
    capture = await startCapture(() => ({ status: 200, delayMs: 5_000 }));
    const keys = await killedAfterTracking(3);
    capture.treat = () => accepted;
    await startProgram(program, { url: capture.url, count: 0, spool, closeMs: 15_000 }).ended;
    expect(keysTaken()).toEqual([...keys, ...keys]);
  });

  it("is readable by its owner alone and holds no API key", async () => {
    capture = await startCapture(() => "hang");
    await killedAfterTracking(3);
    for (const name of readdirSync(spool)) {
      const path = join(spool, name);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(readFileSync(path, "utf8")).not.toContain("sch_dev_program");
    }
    expect(statSync(spool).mode & 0o777).toBe(0o700);
  });

  it("never drains into another environment", async () => {
    capture = await startCapture(() => "hang");
    const keys = await killedAfterTracking(3);
    const other = await startCapture();
    await startProgram(program, { url: other.url, count: 1, spool, closeMs: 15_000 }).ended;
    expect(other.taken).toHaveLength(1);
    await other.close();
    capture.treat = () => accepted;
    await startProgram(program, { url: capture.url, count: 0, spool, closeMs: 15_000 }).ended;
    expect(keysTaken()).toEqual(keys);
  });

  it("is empty when its process ended by itself, and says nothing of undelivered events to another environment", async () => {
    capture = await startCapture();
    await startProgram(program, { url: capture.url, count: 3, spool }).ended;
    expect(keysTaken()).toHaveLength(3);
    expect(readdirSync(spool)).toEqual([]);
    const settled = await living(2);
    const file = join(spool, readdirSync(spool).find((name) => name.endsWith(".events")) ?? "none");
    while (readFileSync(file, "utf8").includes(" E ")) await new Promise((resolve) => setTimeout(resolve, 5));
    await kill(settled);
    const other = await startCapture();
    const next = startProgram(program, { url: other.url, count: 1, spool, closeMs: 15_000 });
    await next.ended;
    await other.close();
    expect(next.lines.join()).not.toContain("STDERR");
  });

  it("leaves to the next process what close had no time for", async () => {
    capture = await startCapture(() => ({ status: 503 }));
    const first = startProgram(program, { url: capture.url, count: 250, spool, closeMs: 700 });
    await first.ended;
    expect(first.lines).toContain('CLOSED {"delivered":0,"dropped":0,"pending":250}');
    capture.treat = () => accepted;
    await startProgram(program, { url: capture.url, count: 0, spool, closeMs: 15_000 }).ended;
    expect(keysTaken().sort()).toEqual(keysOf(first).sort());
  });
});

describe("a spool that several living processes want", () => {
  it("stays with the one that has it; another delivers its own from memory, and says so", async () => {
    capture = await startCapture(() => "hang");
    const first = await living(40);
    capture.treat = () => accepted;
    const second = startProgram(program, { url: capture.url, count: 5, spool, closeMs: 15_000 });
    expect(await second.ended).toMatchObject({ code: 0 });
    expect(second.lines.join()).toContain("another process writes to it");
    expect(keysTaken()).toEqual(keysOf(second));
    const keys = await kill(first);
    await startProgram(program, { url: capture.url, count: 0, spool, closeMs: 15_000 }).ended;
    expect(keysTaken()).toEqual([...keysOf(second), ...keys]);
  });

  it("goes to one that is alive when the one that had it dies", async () => {
    capture = await startCapture(() => "hang");
    const first = await living(40);
    capture.treat = () => accepted;
    const second = await living(1, { everyMs: 50 });
    const keys = await kill(first);
    await capture.until(() => keys.every((key) => keysTaken().includes(key)));
    await kill(second);
    expect(new Set(keysTaken()).size).toBe(keysTaken().length);
  });

  it("is emptied by one of those that start at once on what a dead one left", async () => {
    capture = await startCapture(() => "hang");
    const keys = await killedAfterTracking(40);
    capture.treat = () => accepted;
    const starters = Array.from({ length: 4 }, () =>
      startProgram(program, { url: capture.url, count: 3, spool, closeMs: 15_000 }),
    );
    for (const { ended } of starters) expect(await ended).toMatchObject({ code: 0 });
    expect(keysTaken().sort()).toEqual([...keys, ...starters.flatMap(keysOf)].sort());
    expect(readdirSync(spool)).toEqual([]);
  });
});
