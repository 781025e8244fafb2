import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { fileSpool } from "@schematic/events/file";
import { accepted } from "./capture-server.ts";
import { released, startHarness, stopHarnesses } from "./queue-harness.ts";

afterEach(async () => {
  jest.restoreAllMocks();
  await stopHarnesses();
});

const hours = (count: number) => count * 3_600_000;

const real = performance.now.bind(performance);

/** A clock that a test sets, and the time that passes whatever it is set to. */
function clocks() {
  const shift = { wall: 0, passed: 0 };
  jest.spyOn(performance, "now").mockImplementation(() => real() + shift.passed);
  return { shift, now: () => Date.now() + shift.wall };
}

describe("a clock that is set", () => {
  it("back does not make young what may have been delivered over 23 hours ago", async () => {
    const { shift, now } = clocks();
    const options = { now, requestTimeoutMs: 100, random: () => 0.2 };
    const { queue, track, reports, errors } = await startHarness(options, () => "hang");
    const keys = track(2);
    while (errors.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    shift.wall = -hours(48);
    shift.passed = hours(23.5);
    expect(await queue.close()).toEqual({ delivered: 0, dropped: 2, pending: 0 });
    expect(reports).toEqual([expect.objectContaining({ outcome: "dropped", idempotencyKeys: keys })]);
  });

  it("back does not silence the log", async () => {
    const { shift, now } = clocks();
    const { queue, lines } = await startHarness({ now });
    queue.track({ event: "" });
    shift.wall = -hours(24);
    queue.track({ event: "" });
    expect(lines).toHaveLength(1);
    shift.passed = 61_000;
    queue.track({ event: "" });
    expect(lines).toEqual([expect.anything(), expect.stringContaining("(2)")]);
  });

  it("ahead or back does not keep close from trying at once what waits for its repair", async () => {
    for (const wall of [hours(1), -hours(1)]) {
      const { shift, now } = clocks();
      // Left to itself the queue would wait for 20 seconds.
      const { capture, queue, track, errors } = await startHarness({ now, random: () => 20 }, () => ({ status: 503 }));
      track(1);
      while (errors.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      capture.treat = () => accepted;
      shift.wall = wall;
      expect(await queue.close()).toEqual({ delivered: 1, dropped: 0, pending: 0 });
    }
  });

  it("right by the next process does not keep what was attempted in its future young for ever", async () => {
    const directory = mkdtempSync(join(tmpdir(), "schematic-clock-"));
    const { capture } = await startHarness({}, () => "hang");
    const run = async (offset: number) => {
      const options = { spool: fileSpool({ directory }), requestTimeoutMs: 60, eventCaptureUrl: capture.url };
      const { queue, track } = await startHarness({ ...options, now: () => Date.now() + offset });
      if (offset === hours(240)) track(2);
      const { dropped } = await queue.flush({ timeoutMs: 100 });
      await queue.close({ timeoutMs: 0 });
      await released(directory);
      return dropped;
    };
    expect(await run(hours(240))).toBe(0);
    expect(await run(0)).toBe(0);
    expect(await run(hours(22))).toBe(0);
    expect(await run(hours(23.5))).toBe(2);
  });
});
