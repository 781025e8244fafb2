import { describe, expect, it } from "@jest/globals";
import { loadWasmEngine } from "../src/wasm.ts";
import { CASES_PER_SEED, comparer, type Mismatch, makeCases } from "./fuzz/fuzz.ts";
import { shrink } from "./fuzz/shrink.ts";

const MAX_SEEDS = 500;
const MAX_MILLIS = 10_000;

describe("the TypeScript engine, against the official one", () => {
  it(
    "gives the same answers on random flags, companies, users and options",
    async () => {
      let clock = 0;
      const official = await loadWasmEngine({ now: () => clock });
      const mismatchOf = comparer(official, (now) => {
        clock = now;
      });
      const end = Date.now() + MAX_MILLIS;
      for (let seed = 1; seed <= MAX_SEEDS && Date.now() < end; seed++) expect(mismatchOf(seed)).toBeUndefined();
    },
    6 * MAX_MILLIS,
  );
});

describe("the fuzzer", () => {
  it("makes the same cases of the same seed", () => {
    expect(makeCases(7)).toEqual(makeCases(7));
    expect(makeCases(7)).toHaveLength(CASES_PER_SEED);
  });

  it("finds a difference and reduces it to what shows it", async () => {
    const official = await loadWasmEngine({ now: () => 0 });
    const lying = {
      ...official,
      checkFlagText: (...texts: Parameters<typeof official.checkFlagText>) =>
        official.checkFlagText(...texts).replace('"global_override"', '"default"'),
    };
    const mismatchOf = comparer(lying, () => {});
    let found: Mismatch | undefined;
    for (let seed = 0; found === undefined; seed++) found = mismatchOf(seed);
    expect(found.ours.answer).toMatchObject({ ruleType: "global_override" });
    const minimal = JSON.stringify(found.minimal);
    expect(minimal).toMatch(/global_?[oO]verride/);
    expect(minimal.length).toBeLessThan(600);
  });

  it("reduces to nothing more than what is needed", () => {
    const start = { flag: { a: [1, 2, { b: "xyz" }], c: 1 }, company: { d: 1 }, user: null, options: null, now: 0 };
    const minimal = shrink(start, ({ flag }) => JSON.stringify(flag).includes("y"));
    expect(minimal).toEqual({ flag: { a: [{ b: "y" }] }, now: 0 });
  });
});
