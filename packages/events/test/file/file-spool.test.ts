import { appendFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "@jest/globals";
import type { QueueSpool, SpooledEvents } from "@schematic/events";
import { fileSpool } from "@schematic/events/file";

let directory = "";
let errors: string[] = [];

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), "schematic-file-spool-")), "spool");
  errors = [];
});

function open(spool: QueueSpool, identity = ["key", "address"]): readonly SpooledEvents[] {
  const report = (error: Error) => errors.push(error.message);
  return spool.open({ identity, firstNumber: 10, maxBatchSize: 100, report });
}

/** What is left for the next process after `work`. */
function left(work: (spool: QueueSpool) => void): readonly SpooledEvents[] {
  const spool = fileSpool({ directory }).forQueue();
  open(spool);
  work(spool);
  spool.close();
  const next = fileSpool({ directory }).forQueue();
  const events = open(next);
  next.close();
  return events;
}

const file = () => join(directory, readdirSync(directory).find((name) => name.endsWith(".events")) ?? "none");

describe("fileSpool", () => {
  it("gives back what was accepted and not settled, with line breaks and every other character", () => {
    const texts = ['"a":"\\n ä€𝄞"}', '"b":2}', '"c":3}'];
    expect(
      left((spool) => {
        texts.forEach((text, index) => {
          spool.append(index, text);
        });
        spool.settled({ first: 1, count: 1 });
      }),
    ).toEqual([{ texts: [texts[0], texts[2]] }]);
  });

  it("gives back first, and together, what was attempted together", () => {
    expect(
      left((spool) => {
        for (let n = 0; n < 6; n++) spool.append(n, `${n}`);
        spool.attempted({ first: 2, count: 2 }, 1_000);
        spool.attempted({ first: 4, count: 1 }, 2_000);
        spool.attempted({ first: 0, count: 1 }, 1_000);
        spool.attempted({ first: 0, count: 1 }, undefined);
      }),
    ).toEqual([
      { texts: ["2", "3"], attemptedAt: 1_000 },
      { texts: ["4"], attemptedAt: 2_000 },
      { texts: ["0", "1", "5"] },
    ]);
  });

  it("lets go at once of what is settled when nothing else is left, and goes on", () => {
    const spool = fileSpool({ directory }).forQueue();
    open(spool);
    spool.append(0, "a");
    spool.append(1, "b");
    spool.settled({ first: 0, count: 2 });
    expect(readFileSync(file(), "utf8")).toMatch(/^\n\w+ H 1 \w+$/);
    spool.append(2, "c");
    spool.close();
    expect(left(() => undefined)).toEqual([{ texts: ["c"] }]);
  });

  it("leaves nothing behind when everything is settled", () => {
    left((spool) => {
      spool.append(0, "a");
      spool.settled({ first: 0, count: 1 });
    });
    expect(readdirSync(directory)).toEqual([]);
  });

  it("skips lines that are damaged or cut short, keeps the others, and says so", () => {
    const spool = fileSpool({ directory }).forQueue();
    open(spool);
    ["first", "second", "third"].forEach((text, index) => {
      spool.append(index, text);
    });
    spool.close();
    const damaged = readFileSync(file(), "utf8").replace("second", "sEcond");
    writeFileSync(file(), damaged);
    appendFileSync(file(), `\n${damaged.slice(-15, -3)}`);
    const next = fileSpool({ directory }).forQueue();
    expect(open(next)).toEqual([{ texts: ["first", "third"] }]);
    next.close();
    expect(errors.join()).toMatch(/damaged lines were skipped/);
  });

  it("moves every file aside that it cannot read, and goes on", () => {
    for (const text of ["\nsomething else", "\nand again"]) {
      left((spool) => spool.append(0, "a"));
      writeFileSync(file(), text);
      errors = [];
      const next = fileSpool({ directory }).forQueue();
      expect(open(next)).toEqual([]);
      expect(next.isOpen).toBe(true);
      expect(errors).toEqual([expect.stringContaining("moved aside")]);
      next.close();
    }
    const aside = readdirSync(directory).map((name) => readFileSync(join(directory, name), "utf8"));
    expect(aside.sort()).toEqual(["\nand again", "\nsomething else"]);
  });

  it("keeps environments apart, and says that another's events are left", () => {
    left((spool) => spool.append(0, "a"));
    const other = fileSpool({ directory }).forQueue();
    expect(open(other, ["another key", "address"])).toEqual([]);
    other.close();
    expect(errors).toEqual([expect.stringContaining("undelivered events of 1 other keys or addresses")]);
    expect(left(() => undefined)).toEqual([{ texts: ["a"] }]);
  });

  it("stays within its bound by forgetting what is settled", () => {
    const spool = fileSpool({ directory, maxBytes: 4_000_000 }).forQueue();
    open(spool);
    const text = "x".repeat(10_000);
    for (let n = 0; n < 1_500; n++) {
      spool.append(n, text);
      if (n >= 20) spool.settled({ first: n - 20, count: 1 });
    }
    expect(readFileSync(file()).length).toBeLessThan(4_000_000);
    spool.close();
    const next = fileSpool({ directory }).forQueue();
    expect(open(next).flatMap(({ texts }) => texts)).toHaveLength(20);
    next.close();
    expect(errors).toEqual([]);
  });

  it("does not grow beyond its bound, and says once that it is full", () => {
    const spool = fileSpool({ directory, maxBytes: 50_000 }).forQueue();
    open(spool);
    for (let n = 0; n < 100; n++) spool.append(n, "x".repeat(1_000));
    spool.settled({ first: 0, count: 1 });
    spool.close();
    expect(readFileSync(file()).length).toBeLessThan(50_100);
    expect(errors).toEqual([expect.stringContaining("the spool is full")]);
  });

  it("reports a folder that cannot be written, and throws nothing", () => {
    writeFileSync(join(directory, "..", "occupied"), "");
    const spool = fileSpool({ directory: join(directory, "..", "occupied") }).forQueue();
    expect(open(spool)).toEqual([]);
    spool.append(0, "a");
    spool.settled({ first: 0, count: 1 });
    spool.close();
    expect(errors).toHaveLength(1);
  });

  it.each([
    ["a folder without a name", { directory: " " }],
    ["a bound that no process could read back", { directory: ".", maxBytes: 2 ** 30 }],
  ])("throws for %s", (_, options) => {
    expect(() => fileSpool(options)).toThrow(expect.objectContaining({ name: "ConfigError" }));
  });
});
