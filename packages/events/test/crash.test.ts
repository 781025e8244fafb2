import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { accepted, type CaptureServer, startCapture } from "./capture-server.ts";
import { bundleProgram, keysOf, startProgram } from "./program.ts";

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

async function killedAfterTracking(count: number) {
  const run = startProgram(program, { url: capture.url, count, spool, stay: true, flushIntervalMs: 5 });
  await run.until("LISTENERS");
  if (count > 0) await capture.until(() => capture.exchanges.length > 0);
  run.child.kill("SIGKILL");
  expect(await run.ended).toMatchObject({ signal: "SIGKILL" });
  return keysOf(run);
}

const keysTaken = () => capture.taken.map((event) => event.idempotency_key);

describe("a spool, when its process is killed", () => {
  it("gives the next process everything that was accepted, under the same keys", async () => {
    capture = await startCapture(() => "hang");
    const keys = await killedAfterTracking(950);
    expect(keys).toHaveLength(950);
    capture.treat = () => accepted;
    const next = startProgram(program, { url: capture.url, count: 5, spool, close: true });
    expect(await next.ended).toMatchObject({ code: 0 });
    expect(keysTaken().sort()).toEqual([...keys, ...keysOf(next)].sort());
    expect(readdirSync(spool)).toEqual([]);
  });

  it("survives one kill after another", async () => {
    capture = await startCapture(() => "hang");
    const keys: string[] = [];
    for (let round = 0; round < 3; round++) keys.push(...(await killedAfterTracking(40)));
    capture.treat = () => accepted;
    await startProgram(program, { url: capture.url, count: 0, spool, close: true }).ended;
    expect(keysTaken().sort()).toEqual(keys.sort());
  });

  it("repeats under the same keys what was delivered without its answer being seen", async () => {
    capture = await startCapture(() => ({ status: 200, delayMs: 5_000 }));
    const keys = await killedAfterTracking(3);
    capture.treat = () => accepted;
    await startProgram(program, { url: capture.url, count: 0, spool, close: true }).ended;
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
    await startProgram(program, { url: other.url, count: 1, spool, close: true }).ended;
    expect(other.taken).toHaveLength(1);
    await other.close();
    capture.treat = () => accepted;
    await startProgram(program, { url: capture.url, count: 0, spool, close: true }).ended;
    expect(keysTaken()).toEqual(keys);
  });

  it("leaves to the next process what close had no time for", async () => {
    capture = await startCapture(() => ({ status: 503 }));
    const first = startProgram(program, { url: capture.url, count: 250, spool, close: true });
    await first.ended;
    expect(first.lines).toContain('CLOSED {"delivered":0,"dropped":0,"pending":250}');
    capture.treat = () => accepted;
    await startProgram(program, { url: capture.url, count: 0, spool, close: true }).ended;
    expect(keysTaken().sort()).toEqual(keysOf(first).sort());
  });
});
