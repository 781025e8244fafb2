import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "@jest/globals";
import type { QueueSpool } from "@schematic/events";
import { fileSpool } from "@schematic/events/file";

let directory = "";
let errors: string[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "schematic-spool-failure-"));
  errors = [];
});

function open(spool: QueueSpool): readonly string[] {
  const report = (error: Error) => errors.push(error.message);
  const left = spool.open({ identity: ["key", "address"], firstNumber: 0, maxBatchSize: 100, report });
  return left.flatMap(({ texts }) => texts);
}

function started(...texts: readonly string[]): QueueSpool {
  const spool = fileSpool({ directory }).forQueue();
  open(spool);
  texts.forEach((text, number) => {
    spool.append(number, text);
  });
  return spool;
}

/** What the next process finds. */
function left(): readonly string[] {
  const spool = fileSpool({ directory }).forQueue();
  const texts = open(spool);
  spool.close();
  return texts;
}

const path = () => join(directory, readdirSync(directory).find((name) => name.endsWith(".events")) ?? "none");

function targetOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return "";
  }
}

/** Makes every write fail, as a full disk does; the function that it gives ends that. */
function failWrites(): () => void {
  const file = path();
  const own = readdirSync("/proc/self/fd").find((descriptor) => targetOf(descriptor) === file);
  const descriptor = Number(own);
  closeSync(descriptor);
  return () => {
    // The lowest free number is given again, so that this is what the spool writes to from now on.
    expect(openSync(file, "a")).toBe(descriptor);
  };
}

const onLinux = existsSync("/proc/self/fd") ? it : it.skip;

describe("a spool whose writes fail", () => {
  onLinux("throws nothing, says so once, and lets go of what it has", () => {
    const spool = started("a");
    failWrites();
    expect(() => {
      spool.append(1, "b");
      spool.attempted({ first: 0, count: 1 }, 1_000);
      spool.settled({ first: 0, count: 1 });
      spool.close();
    }).not.toThrow();
    expect(errors).toHaveLength(1);
    expect(readdirSync(directory).filter((name) => name.endsWith(".lock"))).toEqual([]);
  });

  onLinux("does not hold what it could not keep", () => {
    const spool = started("a");
    failWrites();
    spool.append(1, "b");
    expect([spool.holds(0), spool.holds(1)]).toEqual([true, false]);
    spool.close();
  });

  onLinux("does not give to the next process what was settled meanwhile", () => {
    const spool = started("a", "b", "c");
    const mend = failWrites();
    spool.settled({ first: 0, count: 1 });
    mend();
    spool.settled({ first: 1, count: 1 });
    // As a killed process leaves it: closing would put it right as well.
    rmSync(`${path()}.lock`);
    expect(left()).toEqual(["c"]);
    expect(errors).toHaveLength(1);
  });

  onLinux("puts its file right when it is closed", () => {
    const spool = started("a", "b");
    const mend = failWrites();
    spool.settled({ first: 0, count: 1 });
    mend();
    spool.close();
    expect(left()).toEqual(["b"]);
  });

  it("leaves no draft of a file that it could not replace", () => {
    const spool = started(...Array.from({ length: 200 }, () => "x".repeat(10_000)));
    const file = path();
    rmSync(file);
    mkdirSync(file);
    writeFileSync(join(file, "in the way"), "");
    for (let first = 0; first < 199; first++) spool.settled({ first, count: 1 });
    spool.append(200, "y".repeat(2_000_000));
    spool.settled({ first: 200, count: 1 });
    expect(errors).not.toEqual([]);
    expect(readdirSync(directory).filter((name) => name.endsWith(".draft"))).toEqual([]);
    spool.close();
  });
});
