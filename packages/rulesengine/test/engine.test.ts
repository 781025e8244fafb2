import { describe, expect, it } from "@jest/globals";
import { createEngine, type EngineOptions, RulesEngineError, unreadable } from "../src/index.ts";
import { loadWasmEngine } from "../src/wasm.ts";
import { companyOf, conditionOf, flagOf, meteredRule, metricOf, ruleOf, traitOf } from "./support/data.ts";

const engine = createEngine();

describe("createEngine", () => {
  it("has the official version key", () => {
    expect(engine.versionKey).toBe("4b54a537");
  });

  it("reads an object once: it takes objects to be immutable", () => {
    const company = companyOf({ traits: [traitOf("plan", "pro")] });
    const flag = flagOf({
      rules: [ruleOf({ conditions: [traitCondition("plan", "pro")] })],
    });
    expect(engine.checkFlag(flag, company).value).toBe(true);
    company.traits = [traitOf("plan", "free")];
    expect(engine.checkFlag(flag, company).value).toBe(true);
    expect(engine.checkFlag(flag, { ...company }).value).toBe(false);
  });

  it("finds traits of companies that were read before the flag that asks for them", () => {
    const company = companyOf({ traits: [traitOf("late", "x")] });
    engine.checkFlag(flagOf(), company);
    const flag = flagOf({ rules: [ruleOf({ conditions: [traitCondition("late", "x")] })] });
    expect(engine.checkFlag(flag, company).value).toBe(true);
  });

  it("finds traits however many definitions the flags of a process mention", () => {
    const names = Array.from({ length: 600 }, (_, i) => `definition-${i}`);
    const company = companyOf({ traits: names.map((name) => traitOf(name, `value of ${name}`)) });
    for (const name of names) {
      const conditions = [traitCondition(name, `value of ${name}`)];
      expect(engine.checkFlag(flagOf({ rules: [ruleOf({ conditions })] }), company).value).toBe(true);
      expect(engine.checkFlag(flagOf({ rules: [ruleOf({ conditions })] }), companyOf()).value).toBe(false);
    }
  });

  it("reads the clock only when the answer needs it, and once", () => {
    let reads = 0;
    const now = () => {
      reads++;
      return Date.UTC(2026, 0, 10);
    };
    const counted = createEngine({ now });
    counted.checkFlag(flagOf(), companyOf());
    expect(reads).toBe(0);
    counted.checkFlag(flagOf({ rules: [meteredRule()] }), companyOf({ metrics: [metricOf("call", 3)] }));
    expect(reads).toBe(1);
  });

  it("moves the reset on when the clock has reached it, and back when the clock goes back", () => {
    let now = Date.UTC(2026, 0, 14);
    const moving = createEngine({ now: () => now });
    const flag = flagOf({ rules: [meteredRule()] });
    const subscription = { id: "sub", period_start: "2025-12-15T12:00:00.250Z", period_end: "2027-01-01T00:00:00Z" };
    const company = companyOf({ metrics: [metricOf("call", 3)], subscription });
    const reset = () => moving.checkFlag(flag, company).featureUsageResetAt;
    expect(reset()).toBe("2026-01-15T12:00:00.250+00:00");
    now = Date.UTC(2026, 0, 15, 12, 0, 0, 249);
    expect(reset()).toBe("2026-01-15T12:00:00.250+00:00");
    now += 1;
    expect(reset()).toBe("2026-02-15T12:00:00.250+00:00");
    now = Date.UTC(2025, 11, 20);
    expect(reset()).toBe("2026-01-15T12:00:00.250+00:00");
  });

  it("moves a calendar's reset on at the very millisecond of it", () => {
    let now = Date.UTC(2026, 1, 28, 23, 59, 59, 999);
    const moving = createEngine({ now: () => now });
    const flag = flagOf({ rules: [meteredRule({ metric_period_month_reset: null })] });
    const reset = () => moving.checkFlag(flag, companyOf()).featureUsageResetAt;
    expect(reset()).toBe("2026-03-01T00:00:00+00:00");
    now += 1;
    expect(reset()).toBe("2026-04-01T00:00:00+00:00");
  });

  it("refuses a clock that no calendar holds, where the official engine traps", () => {
    const broken = createEngine({ now: () => Number.POSITIVE_INFINITY });
    const check = () => broken.checkFlag(flagOf({ rules: [meteredRule()] }), companyOf());
    expect(check).toThrow(RangeError);
  });

  it("reads the clock of the moment by default, also one that was put in its place since", () => {
    const engineBefore = createEngine();
    const realNow = Date.now;
    Date.now = () => Date.UTC(2031, 5, 15);
    try {
      const { featureUsageResetAt } = engineBefore.checkFlag(flagOf({ rules: [meteredRule()] }), companyOf());
      expect(featureUsageResetAt).toBe("2031-07-01T00:00:00+00:00");
    } finally {
      Date.now = realNow;
    }
  });

  it("refuses a clock that is no function", () => {
    expect(() => createEngine({ now: 5 } as unknown as EngineOptions)).toThrow(TypeError);
  });

  it("does not let a result's entitlement be changed for the checks that follow", () => {
    const entitlement = { feature_id: "feat", feature_key: "feature", value_type: "numeric", allocation: 5 };
    const company = companyOf({ entitlements: [{ ...entitlement, warning_tiers: [{ key: "80", value: 4 }] }] });
    const { entitlement: shown } = engine.checkFlag(flagOf(), company);
    expect(() => Object.assign(shown ?? {}, { allocation: 6 })).toThrow(TypeError);
    expect(() => Object.assign(shown?.warningTiers?.[0] ?? {}, { value: 6 })).toThrow(TypeError);
    expect(engine.checkFlag(flagOf(), company).entitlement).toEqual({
      featureId: "feat",
      featureKey: "feature",
      valueType: "numeric",
      allocation: 5,
      warningTiers: [{ key: "80", value: 4 }],
    });
  });

  it("does not take a credit named like a member of every object for one", () => {
    const condition = conditionOf({ condition_type: "credit", credit_id: "constructor", consumption_rate: 1 });
    const flag = flagOf({ rules: [ruleOf({ conditions: [condition] })] });
    expect(engine.checkFlag(flag, companyOf({ credit_balances: {} })).value).toBe(false);
    const company: object = JSON.parse(JSON.stringify(companyOf()).replace("}", ',"credit_balances":{"__proto__":5}}'));
    const ofProto = flagOf({ rules: [ruleOf({ conditions: [{ ...condition, credit_id: "__proto__" }] })] });
    expect(engine.checkFlag(ofProto, company).value).toBe(true);
  });

  it("takes what is no JSON data for the JSON that it is written as", () => {
    const company = companyOf({ subscription: { id: "s", period_start: new Date(0), period_end: new Date(0) } });
    expect(engine.checkFlag(flagOf(), company).companyId).toBe("comp_1");
    expect(engine.checkFlag(flagOf(), companyOf({ base_plan_id: Number.NaN })).companyId).toBe("comp_1");
  });
});

describe("what is no plain object", () => {
  class Handmade {
    readonly id = "comp_2";
    readonly account_id = "a";
    readonly environment_id = "e";
  }

  it.each([
    ["an object of a class", new Handmade(), "comp_2"],
    ["one without a prototype", Object.assign(Object.create(null), companyOf()), "comp_1"],
    ["one that says how it is written", { id: 7, toJSON: () => companyOf() }, "comp_1"],
    ["nothing that JSON can write", () => companyOf(), null],
    ["no number", Number.NaN, null],
  ])("is read as the JSON that it is written as: %s", async (_, company, companyId) => {
    expect(engine.checkFlag(flagOf(), company as object).companyId).toBe(companyId);
    const official = await loadWasmEngine();
    expect(official.checkFlag(flagOf(), company as object).companyId).toBe(companyId);
  });

  it.each([
    ["an heir of a company", Object.create(companyOf())],
    ["a boxed number", new Number(3)],
    ["a boxed text", new String("x")],
    ["an empty text", ""],
    ["zero", 0],
    ["false", false],
  ])("is refused when that is no company: %s", async (_, company) => {
    expect(() => engine.checkFlag(flagOf(), company as object)).toThrow(RulesEngineError);
    const official = await loadWasmEngine();
    expect(() => official.checkFlag(flagOf(), company as object)).toThrow(RulesEngineError);
  });

  it("does not lend objects the members that somebody added to all of them", () => {
    const { default_value, ...flag } = flagOf();
    Object.assign(Object.prototype, { default_value });
    try {
      expect(() => engine.checkFlag(flag)).toThrow("flag.defaultValue is missing");
    } finally {
      Reflect.deleteProperty(Object.prototype, "default_value");
    }
  });
});

describe("what an engine cannot read", () => {
  it("is refused in the same words when JSON could not write it either", () => {
    const cyclic: Record<string, unknown> = companyOf();
    cyclic.base_plan_id = cyclic;
    expect(() => engine.checkFlag(flagOf(), cyclic)).toThrow("company.base_plan_id is an object (expected a string)");
    expect(unreadable("company", companyOf({ id: 1n }))).toBe("company.id is a bigint (expected a string)");
    expect(() => engine.checkFlag(flagOf({ key: 1n }))).toThrow(
      "cannot check flag without a key: flag.key is a bigint",
    );
    expect(() => engine.checkFlag(null as unknown as object)).toThrow("cannot check flag without a key: flag is null");
  });

  it("is refused with the flag and the member named", () => {
    const company = companyOf({ traits: [traitOf("a", "b"), { value: 7 }] });
    expect(() => engine.checkFlag(flagOf(), company)).toThrow(
      new RulesEngineError('cannot check flag "feature": company.traits[1].value is a number (expected a string)'),
    );
    expect(() => engine.checkFlag(flagOf({ rules: [ruleOf({ rule_type: "rollout" })] }))).toThrow(
      /^cannot check flag "feature": flag\.rules\[0\]\.rule_type is "rollout" \(expected one of global_override, /,
    );
    expect(() => engine.checkFlag(flagOf(), null, null, { usage: 1.5 })).toThrow(
      "options.usage is 1.5 (expected an integer)",
    );
  });

  it("is refused at every check, also the second time", () => {
    const flag = flagOf({ key: null });
    expect(() => engine.checkFlag(flag)).toThrow("flag.key");
    expect(() => engine.checkFlag(flag)).toThrow("flag.key");
  });

  it("is refused in both spellings at once", () => {
    expect(() => engine.checkFlag(flagOf({ defaultValue: true }))).toThrow(
      "flag.defaultValue is there in both spellings",
    );
  });

  it("is told by unreadable before any check", () => {
    expect(unreadable("flag", flagOf())).toBeUndefined();
    expect(unreadable("company", companyOf())).toBeUndefined();
    expect(unreadable("user", { id: "u", accountId: "a", environmentId: "e" })).toBeUndefined();
    expect(unreadable("user", { id: "u", accountId: "a" })).toBe("user.environmentId is missing (expected a string)");
    expect(unreadable("company", null)).toBe("company is null (expected an object)");
    expect(unreadable("flag", "text")).toBe("flag is a string (expected an object)");
  });

  it("throws an error that another copy of the package recognises", () => {
    const thrown = Object.assign(new Error("other"), { [Symbol.for("@schematic/rulesengine/RulesEngineError")]: true });
    expect(RulesEngineError.is(thrown)).toBe(true);
    expect(RulesEngineError.is(new Error("other"))).toBe(false);
    expect(RulesEngineError.is(null)).toBe(false);
  });
});

function traitCondition(id: string, value: string): object {
  const trait_definition = { id, comparable_type: "string", entity_type: "company" };
  return conditionOf({ condition_type: "trait", trait_definition, trait_value: value });
}
