import { afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { accepted, type CaptureServer, startCapture, type Treatment } from "./capture-server.ts";
import { bundleProgram, keysOf, startProgram } from "./program.ts";

// A queue that was never closed gets five seconds at the end of its process.
jest.setTimeout(30_000);

const servers: CaptureServer[] = [];
let program = "";

beforeAll(() => {
  program = bundleProgram();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close().catch(() => undefined)));
});

const failing: readonly (Treatment | "refuse")[] = [
  "refuse",
  "hang",
  "reset",
  { status: 500 },
  { status: 429 },
  { status: 429, headers: { "retry-after": "60" } },
];

async function runAgainst(treatment: Treatment | "refuse", plan: object, nodeOptions?: readonly string[]) {
  const capture = await startCapture(() => (treatment === "refuse" ? "reset" : treatment));
  servers.push(capture);
  if (treatment === "refuse") await capture.close();
  const requestTimeoutMs = treatment === accepted ? undefined : 700;
  const run = startProgram(program, { url: capture.url, count: 150, requestTimeoutMs, ...plan }, nodeOptions);
  const { code, signal } = await run.ended;
  return { capture, run, lines: run.lines.join("\n"), end: { code, signal } };
}

const well = { code: 0, signal: null };

describe("a process with a queue", () => {
  it("delivers at its end what was never closed", async () => {
    const { capture, run, end } = await runAgainst(accepted, {});
    expect(end).toEqual(well);
    expect(keysOf(run)).toHaveLength(150);
    expect(capture.taken.map((event) => event.idempotency_key).sort()).toEqual(keysOf(run).sort());
  });

  it("ends by itself when never closed, although capture refuses, hangs, resets, or answers 500 or 429", async () => {
    for (const { lines, end } of await Promise.all(failing.map((treatment) => runAgainst(treatment, {})))) {
      expect(end).toEqual(well);
      expect(lines).not.toContain("UNHANDLED");
      expect(lines).toContain("the process ends with 150 events undelivered");
    }
  });

  it("ends within the bound of close, although capture refuses, hangs, resets, or answers 500 or 429", async () => {
    for (const { lines, end } of await Promise.all(
      failing.map((treatment) => runAgainst(treatment, { closeMs: 700 })),
    )) {
      expect(end).toEqual(well);
      expect(lines).not.toContain("UNHANDLED");
      expect(lines).toMatch(/CLOSED {"delivered":0,"dropped":\d+,"pending":\d+}/);
    }
  });

  it("has one exit listener for many queues, none before the first event and after close", async () => {
    const { capture, lines } = await runAgainst(accepted, { queues: 20, count: 2, closeMs: 15_000 });
    expect(lines.match(/LISTENERS \d/g)).toEqual(["LISTENERS 1", "LISTENERS 0"]);
    expect(lines).not.toContain("WARNING");
    expect(capture.taken).toHaveLength(40);
    expect((await runAgainst(accepted, { count: 0 })).lines).toContain("LISTENERS 0");
  });

  it("tells the hooks of what was dropped last, although nothing else is left to do", async () => {
    const { run, lines, end } = await runAgainst({ status: 401 }, { count: 100 });
    expect(end).toEqual(well);
    expect(keysOf(run)).toHaveLength(100);
    expect(lines).toContain("REPORT dropped 100");
  });

  it("is not watched any longer when something was tracked after close", async () => {
    const { lines } = await runAgainst(accepted, { count: 1, closeMs: 15_000, afterClose: true });
    expect(lines).toContain("REPORT dropped 1");
    expect(lines.match(/LISTENERS \d/g)).toEqual(["LISTENERS 1", "LISTENERS 0"]);
  });

  it("does not run out of memory in a flood of large events", async () => {
    const plan = { count: 3_000, floodChars: 100_000, closeMs: 700 };
    const { lines, end } = await runAgainst("hang", plan, ["--max-old-space-size=100"]);
    expect(end).toEqual(well);
    expect(lines).toContain("CLOSED");
  });

  it("ends although the program tracks whenever it is about to end", async () => {
    const { capture, end } = await runAgainst(accepted, { count: 1, trackAtExit: true });
    expect(end).toEqual(well);
    expect(capture.taken.length).toBeGreaterThanOrEqual(2);
  });
});
