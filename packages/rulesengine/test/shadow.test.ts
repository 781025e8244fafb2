import { describe, expect, it } from "@jest/globals";
import { createEngine, type RulesEngine, type RulesMismatch, type ShadowOptions, shadowEngine } from "../src/index.ts";
import { loadWasmEngine } from "../src/wasm.ts";
import { companyOf, flagOf } from "./support/data.ts";

const flag = flagOf();
const primary = createEngine();

/** Gives comparisons some turns of their own. Each has the first that waits done at the least, however busy the machine is. */
async function turn(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** The primary engine with another answer. */
const lying: RulesEngine = {
  ...primary,
  checkFlag: (...check) => ({ ...primary.checkFlag(...check), value: false }),
};

const refusing: RulesEngine = {
  ...primary,
  checkFlag() {
    throw new Error("out of order");
  },
};

describe("shadowEngine", () => {
  it("answers with the primary engine and reports what the reference answered instead", async () => {
    const mismatches: RulesMismatch[] = [];
    const engine = shadowEngine(primary, lying, { onMismatch: (mismatch) => mismatches.push(mismatch) });
    const company = companyOf();
    expect(engine.checkFlag(flag, company)).toEqual(primary.checkFlag(flag, company));
    await turn();
    expect(mismatches).toEqual([
      {
        flag,
        company,
        user: undefined,
        options: undefined,
        primary: { result: primary.checkFlag(flag, company) },
        reference: { result: lying.checkFlag(flag, company) },
      },
    ]);
  });

  it("is silent when both agree, also when both refuse", async () => {
    const mismatches: RulesMismatch[] = [];
    const engine = shadowEngine(primary, await loadWasmEngine(), {
      onMismatch: (mismatch) => mismatches.push(mismatch),
    });
    engine.checkFlag(flag, companyOf());
    expect(() => engine.checkFlag({ id: 7 })).toThrow("cannot check");
    await turn();
    expect(mismatches).toEqual([]);
  });

  it("reports when one of them refuses", async () => {
    const mismatches: RulesMismatch[] = [];
    const engine = shadowEngine(primary, refusing, { onMismatch: (mismatch) => mismatches.push(mismatch) });
    expect(engine.checkFlag(flag).value).toBe(true);
    await turn();
    expect(mismatches.map(({ reference }) => reference)).toEqual([{ error: new Error("out of order") }]);
  });

  it("asks the reference after the answer, never before", async () => {
    const order: string[] = [];
    const reference: RulesEngine = {
      ...primary,
      checkFlag(...check) {
        order.push("reference");
        return primary.checkFlag(...check);
      },
    };
    shadowEngine(primary, reference, { onMismatch: () => {} }).checkFlag(flag);
    order.push("answer");
    await Promise.resolve();
    order.push("what waits for it");
    await turn();
    expect(order).toEqual(["answer", "what waits for it", "reference"]);
  });

  it("survives an observer that throws", async () => {
    let calls = 0;
    const onMismatch = () => {
      calls++;
      throw new Error("observer");
    };
    const engine = shadowEngine(primary, lying, { onMismatch });
    engine.checkFlag(flag);
    engine.checkFlag(flag);
    await turn();
    expect(calls).toBe(2);
  });

  it("compares the share of checks that was asked for", async () => {
    let compared = 0;
    const draws = [0.1, 0.3, 0.2, 0.9];
    const random = () => draws.shift() ?? 1;
    const engine = shadowEngine(primary, lying, { sampleRate: 0.25, random, onMismatch: () => compared++ });
    for (let i = 0; i < 4; i++) engine.checkFlag(flag);
    await turn();
    expect(compared).toBe(2);
  });

  it("compares what a burst leaves behind in turns, and lets it go uncompared rather than queue it without bound", async () => {
    let compared = 0;
    let turns = 0;
    const engine = shadowEngine(primary, lying, { onMismatch: () => compared++ });
    for (let i = 0; i < 10_500; i++) engine.checkFlag(flag);
    for (; compared < 10_000; turns++) await new Promise((resolve) => setTimeout(resolve));
    await turn();
    expect(compared).toBe(10_000);
    expect(turns).toBeGreaterThan(1);
  });

  it("compares the very answer that was given", async () => {
    let asked = 0;
    const counting: RulesEngine = {
      ...primary,
      checkFlag(...check) {
        asked++;
        return primary.checkFlag(...check);
      },
    };
    shadowEngine(counting, primary, { onMismatch: () => {} }).checkFlag(flag);
    await turn();
    expect(asked).toBe(1);
  });

  it("does not take what the caller does with an answer for a difference", async () => {
    const mismatches: RulesMismatch[] = [];
    const engine = shadowEngine(primary, primary, { onMismatch: (mismatch) => mismatches.push(mismatch) });
    Object.assign(engine.checkFlag(flag), { reason: "changed" });
    await turn();
    expect(mismatches).toEqual([]);
  });

  it("is not hurt by an observer that rejects, nor by a source of chance that throws", async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown) => rejections.push(reason);
    process.on("unhandledRejection", note);
    let told = 0;
    const onMismatch = async () => {
      told++;
      throw new Error("observer");
    };
    const random = () => {
      throw new Error("no chance");
    };
    expect(shadowEngine(primary, lying, { onMismatch, random }).checkFlag(flag)).toEqual(primary.checkFlag(flag));
    shadowEngine(primary, lying, { onMismatch }).checkFlag(flag);
    await turn();
    process.off("unhandledRejection", note);
    expect({ told, rejections }).toEqual({ told: 1, rejections: [] });
  });

  it("refuses an observer that is no function", () => {
    const options = { onMismatch: "log" } as unknown as ShadowOptions;
    expect(() => shadowEngine(primary, primary, options)).toThrow(TypeError);
  });

  it.each([-0.1, 1.1, Number.NaN])("refuses a sample rate of %d", (sampleRate) => {
    expect(() => shadowEngine(primary, primary, { sampleRate, onMismatch: () => {} })).toThrow(RangeError);
  });
});
