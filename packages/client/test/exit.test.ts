import { afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { bundleProgram, runProgram } from "./support/program.ts";
import { closeServices, startService, type Treatment } from "./support/service.ts";

// Whatever was never closed gets its five seconds at the end of a process.
jest.setTimeout(70_000);

let program = "";
beforeAll(() => {
  program = bundleProgram();
});
afterEach(closeServices);

const failing: readonly Treatment[] = [
  "hang",
  "stall",
  "reset",
  { status: 500, text: "{}" },
  { status: 429, text: "{}" },
  { status: 429, headers: { "retry-after": "60" }, text: "{}" },
];

/** Addresses of services that fail in every way, and of one that is not there. */
async function failingUrls(): Promise<string[]> {
  const services = await Promise.all(failing.map((treatment) => startService(() => treatment)));
  const gone = await startService();
  await gone.close();
  return [...services, gone].map(({ url }) => url);
}

/** Ended by itself, and nothing escaped. */
const well = { code: 0, signal: null, output: expect.not.stringMatching(/UNHANDLED|UNCAUGHT|WARNING|Error/) };

const linesOf = (output: string, beginning: string) => output.split("\n").filter((line) => line.startsWith(beginning));

describe("a process with clients of services that hang, stall, reset, refuse, or answer 500 or 429", () => {
  it("ends within the bounds of checks and close", async () => {
    const urls = await failingUrls();
    const ending = await runProgram(program, { urls, close: true });
    expect(ending).toEqual(well);
    expect(linesOf(ending.output, "CHECKED")).toEqual(urls.map(() => "CHECKED true,true,true"));
    expect(linesOf(ending.output, 'CLOSED {"delivered":0,')).toHaveLength(urls.length);
  });

  it("ends by itself when they were never closed (F-N3)", async () => {
    const urls = await failingUrls();
    const ending = await runProgram(program, { urls });
    expect(ending).toEqual(well);
    expect(linesOf(ending.output, "CHECKED")).toEqual(urls.map(() => "CHECKED true,true,true"));
  });

  it("ends by itself when nobody waited for what was asked", async () => {
    expect(await runProgram(program, { urls: await failingUrls(), leave: true })).toEqual(well);
  });
});

describe("a process with a client", () => {
  it("delivers at its end what was never closed (F-N3)", async () => {
    const service = await startService();
    expect(await runProgram(program, { urls: [service.url], leave: true })).toEqual(well);
    const batches = service.arrivals.filter(({ url }) => url === "/batch");
    expect(batches.flatMap(({ body }) => (body as { events: unknown[] }).events)).toHaveLength(113);
  });

  it("is warned of no leak when many checks wait for one signal, or many flags for one source", async () => {
    expect(await runProgram(program, { urls: [], crowd: true })).toEqual({ ...well, output: "" });
  });

  it("ends at once, having asked for nothing, when it only makes a client", async () => {
    const service = await startService();
    expect(await runProgram(program, { urls: [service.url], idle: true })).toEqual({ ...well, output: "" });
    expect(service.arrivals).toEqual([]);
  });
});
