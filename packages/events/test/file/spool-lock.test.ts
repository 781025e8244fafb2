import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { QueueSpool } from "@schematic/events";
import { fileSpool } from "@schematic/events/file";

let directory = "";
let errors: string[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "schematic-spool-lock-"));
  errors = [];
});

function open(spool: QueueSpool) {
  const report = (error: Error) => errors.push(error.message);
  return spool.open({ identity: ["key", "address"], firstNumber: 0, maxBatchSize: 100, report });
}

/** Leaves the event `a`, and gives the path of the lock and who would hold it here. */
function leaveOne(): { lock: string; place: string; start: string } {
  const spool = fileSpool({ directory }).forQueue();
  open(spool);
  spool.append(0, "a");
  const lock = join(directory, readdirSync(directory).find((name) => name.endsWith(".lock")) ?? "none");
  const [place = "", _pid, start = ""] = readFileSync(lock, "utf8").split("\n");
  spool.close();
  return { lock, place, start };
}

function texts(): readonly string[] | undefined {
  const spool = fileSpool({ directory }).forQueue();
  const left = open(spool).flatMap((events) => events.texts);
  const { isOpen } = spool;
  spool.close();
  return isOpen ? left : undefined;
}

const gone = 2 ** 22 + 1;

describe("the lock of a spool", () => {
  it("lets another in only when the first is done", () => {
    const first = fileSpool({ directory }).forQueue();
    open(first);
    first.append(0, "a");
    expect(texts()).toBeUndefined();
    expect(errors).toEqual([expect.stringContaining("another process writes to it")]);
    first.close();
    expect(texts()).toEqual(["a"]);
  });

  it.each([
    ["a process that is gone", (place: string) => [place, gone, "", "x"]],
    ["an earlier process of the same number", (place: string) => [place, process.pid, "another boot/1", "x"]],
  ])("is taken from %s", (_, owner) => {
    const { lock, place } = leaveOne();
    writeFileSync(lock, owner(place).join("\n"));
    expect(texts()).toEqual(["a"]);
  });

  it.each([
    ["of another host", () => ["another host", 1, "", "x"]],
    ["of a container that has the name of this host", (place: string) => [`${place}1`, gone, "", "x"]],
    ["that is just being written", () => []],
    ["of a thread of this process", (place: string, start: string) => [place, process.pid, start, "x"]],
  ])("%s is left alone while it is fresh, and taken when it was not touched for a minute", (_, owner) => {
    const { lock, place, start } = leaveOne();
    writeFileSync(lock, owner(place, start).join("\n"));
    expect(texts()).toBeUndefined();
    const old = new Date(Date.now() - 61_000);
    utimesSync(lock, old, old);
    expect(texts()).toEqual(["a"]);
  });

  it("that somebody took away makes the queue go on from memory, which is said, and is not taken back", () => {
    jest.useFakeTimers();
    try {
      const { lock } = leaveOne();
      const spool = fileSpool({ directory }).forQueue();
      open(spool);
      writeFileSync(lock, "somebody else");
      jest.advanceTimersByTime(15_000);
      expect(spool.isOpen).toBe(false);
      expect(errors).toEqual([expect.stringContaining("another process took the spool over")]);
      spool.append(1, "b");
      spool.close();
      expect(readFileSync(lock, "utf8")).toBe("somebody else");
      rmSync(lock);
      expect(texts()).toEqual(["a"]);
    } finally {
      jest.useRealTimers();
    }
  });

  it("whose folder was removed ends the spool without a word to the process", () => {
    jest.useFakeTimers();
    try {
      const spool = fileSpool({ directory }).forQueue();
      open(spool);
      rmSync(directory, { recursive: true });
      jest.advanceTimersByTime(15_000);
      expect(spool.isOpen).toBe(false);
      expect(() => spool.close()).not.toThrow();
    } finally {
      jest.useRealTimers();
    }
  });
});
