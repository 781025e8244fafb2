import { describe, expect, it } from "@jest/globals";
import { createEngine, type RulesOptions } from "../src/index.ts";
import { loadWasmEngine } from "../src/wasm.ts";
import { companyOf, conditionOf, flagOf, meteredRule, metricOf, ruleOf, traitOf } from "./support/data.ts";

// Where rules engines go wrong, and where this one follows the official engine against one's first guess. Each is asked of both.

let clock = 0;
const ours = createEngine({ now: () => clock });
const loaded = loadWasmEngine({ now: () => clock });

/** The answer that both engines give. */
async function agreed(flag: object, company?: object | null, options?: RulesOptions) {
  const theirs = (await loaded).checkFlag(flag, company, null, options);
  expect(ours.checkFlag(flag, company, null, options)).toStrictEqual(theirs);
  return theirs;
}

/** Whether a trait condition holds for a value, according to both. */
async function holds(value: string, operator: string, right: string, type: string): Promise<boolean> {
  const trait_definition = { id: "t", comparable_type: type, entity_type: "company" };
  const condition = conditionOf({ condition_type: "trait", operator, trait_definition, trait_value: right });
  const result = await agreed(
    flagOf({ rules: [ruleOf({ conditions: [condition] })] }),
    companyOf({ traits: [traitOf("t", value, type)] }),
  );
  return result.value;
}

async function resetOf(now: string, start: string, end = "2030-01-01T00:00:00Z") {
  clock = Date.parse(now);
  const subscription = { id: "sub", period_start: start, period_end: end };
  const company = companyOf({ metrics: [metricOf("call", 1)], subscription });
  return (await agreed(flagOf({ rules: [meteredRule()] }), company)).featureUsageResetAt;
}

describe("comparisons", () => {
  it.each([
    ["9007199254740993", "eq", "9007199254740992", false],
    ["9007199254740993", "eq", "9007199254740992.0", true],
    ["9223372036854775807", "gt", "9223372036854775806", true],
    ["abc", "eq", "0", true],
    ["-5", "not_empty", "", false],
    ["5.5", "gt", "5", true],
    ["+007", "eq", "7", true],
    [" 7", "eq", "7", false],
  ])("compare the integers %j %s %j exactly, and decimals as doubles", async (left, operator, right, expected) => {
    expect(await holds(left, operator, right, "int")).toBe(expected);
  });

  it("sort texts by code point, unlike JavaScript", async () => {
    expect("\uffff" < "😀").toBe(false);
    expect(await holds("\uffff", "lt", "😀", "string")).toBe(true);
  });

  it("take time in proportion to a text that is nearly a number or a date", () => {
    const condition = (type: string) =>
      conditionOf({
        condition_type: "trait",
        trait_definition: { id: "t", comparable_type: type, entity_type: "company" },
      });
    for (const type of ["int", "date"]) {
      const flag = flagOf({ rules: [ruleOf({ conditions: [condition(type)] })] });
      for (const long of ["0", "1", " ", "2024-01-15 ", "Mon Jan ", "2024-01-15T00:00:00.1"]) {
        const value = `${long}${(long.at(-1) ?? "").repeat(300_000)}x y`;
        expect(ours.checkFlag(flag, companyOf({ traits: [traitOf("t", value, type)] })).value).toBe(true);
      }
    }
  });

  it("take only 'true' and '1' for true, and no boolean for empty", async () => {
    expect(await holds("True", "eq", "true", "bool")).toBe(false);
    expect(await holds("1", "eq", "true", "bool")).toBe(true);
    expect(await holds("", "not_empty", "", "bool")).toBe(true);
  });

  it.each([
    ["2024-01-15", "is_empty", "", true],
    ["2024-01-15 21:59:40 EST", "eq", "2024-01-15T21:59:40Z", true],
    ["2024-01-15 21:59:40-08:00", "eq", "2024-01-15T21:59:40Z", true],
    ["Mon Jan 15 2024 12:44:18 GMT-0500", "eq", "2024-01-15T17:44:18Z", true],
    ["Mon Jan 15 2024 12:44:18 GMT-0500 (EST)", "is_empty", "", true],
    ["Tue Jan 15 2024 12:44:18 GMT-0500", "is_empty", "", true],
    ["2024-01-15T23:59:60Z", "gt", "2024-01-15T23:59:59.999Z", true],
    ["2024-01-15T23:59:60Z", "lt", "2024-01-16T00:00:00Z", true],
    ["2024-02-30T00:00:00Z", "is_empty", "", true],
    ["2024-1-5 1:2:3", "eq", "2024-01-05T01:02:03Z", true],
    ["2024-01-15:59:40", "is_empty", "", true],
    ["never", "eq", "nothing", true],
    ["2024-01-15T00:00:00.0000000019Z", "eq", "2024-01-15T00:00:00.000000001Z", true],
  ])("read the date %j so that %s %j is %s", async (left, operator, right, expected) => {
    expect(await holds(left, operator, right, "date")).toBe(expected);
  });

  it("go by the type that the trait itself carries", async () => {
    const trait_definition = { id: "t", comparable_type: "string", entity_type: "company" };
    const condition = conditionOf({ condition_type: "trait", operator: "gt", trait_definition, trait_value: "9" });
    const flag = flagOf({ rules: [ruleOf({ conditions: [condition] })] });
    expect((await agreed(flag, companyOf({ traits: [traitOf("t", "10", "int")] }))).value).toBe(true);
    expect((await agreed(flag, companyOf({ traits: [traitOf("t", "10", "string")] }))).value).toBe(false);
  });
});

describe("numbers", () => {
  const credit = (operator: string, rate: number) =>
    conditionOf({ condition_type: "credit", credit_id: "gold", operator, consumption_rate: rate });
  const enough = async (balance: number, rate: number, operator = "eq") => {
    const flag = flagOf({ rules: [ruleOf({ conditions: [credit(operator, rate)] })] });
    return (await agreed(flag, companyOf({ credit_balances: { gold: balance } }))).value;
  };

  it("are rounded as the official reader rounds them, not as JSON.parse does", async () => {
    expect(99.99999999999999).toBeLessThan(100);
    expect(await enough(99.99999999999999, 100)).toBe(true);
    expect(await enough(11952426.431078723, 11952426.431078725)).toBe(true);
  });

  it("count as not enough credit for gt and gte, and as enough for every other operator", async () => {
    expect(await enough(5, 5, "gte")).toBe(false);
    expect(await enough(4, 5, "gte")).toBe(true);
    expect(await enough(5, 5, "contains")).toBe(true);
  });

  it("wrap around at 64 bits when usage is added", async () => {
    const flag = flagOf({ rules: [meteredRule({ metric_value: 0 })] });
    const company = companyOf({ metrics: [metricOf("call", 2 ** 63 - 1024)] });
    expect((await agreed(flag, company)).value).toBe(false);
    expect((await agreed(flag, company, { usage: 2048 })).value).toBe(true);
  });

  it("are the integers that JSON.stringify writes for large doubles", async () => {
    const flag = flagOf({ rules: [meteredRule({ metric_value: 2 ** 60, operator: "eq" })] });
    const result = await agreed(flag, companyOf({ metrics: [metricOf("call", 2 ** 60)] }));
    expect(result.featureUsage).toBe(Number("1152921504606847000"));
  });
});

describe("rules", () => {
  const wins = async (...rules: object[]) => (await agreed(flagOf({ rules }), companyOf())).ruleId;

  it("let overrides with the value true win over those with false, in the order given", async () => {
    const override = (id: string, value: boolean) => ruleOf({ id, value, rule_type: "company_override" });
    expect(await wins(override("a", false), override("b", true), override("c", true))).toBe("b");
  });

  it("do not compare priorities but among standard rules", async () => {
    const plan = (id: string, priority: number) => ruleOf({ id, priority, rule_type: "plan_entitlement" });
    expect(await wins(plan("a", 9), plan("b", 1))).toBe("a");
    expect(await wins(ruleOf({ id: "a", priority: 9 }), ruleOf({ id: "b", priority: 1 }))).toBe("b");
  });

  it("never drop a condition that they do not know: it does not match", async () => {
    const unknown = conditionOf({ condition_type: "weather" });
    expect(await wins(ruleOf({ conditions: [unknown] }))).toBeNull();
  });

  it("are skipped at a metric condition without a number, also in a group, unless the group matched before", async () => {
    const broken = conditionOf({ condition_type: "metric", event_subtype: "call" });
    const met = conditionOf({ condition_type: "company", resource_ids: ["comp_1"] });
    const grouped = (...conditions: object[]) => ruleOf({ condition_groups: [{ conditions }] });
    expect(await wins(grouped(broken, met))).toBeNull();
    expect(await wins(grouped(met, broken))).toBe("rule_1");
    expect(await wins(ruleOf({ conditions: [broken] }), ruleOf({ id: "next" }))).toBe("next");
  });

  it("of a company count when they are for this flag, and not without a flag", async () => {
    const own = (flag_id: string | null) =>
      companyOf({ rules: [ruleOf({ flag_id, rule_type: "global_override", value: false })] });
    expect((await agreed(flagOf(), own("flag_1"))).value).toBe(false);
    expect((await agreed(flagOf(), own(null))).value).toBe(true);
    expect((await agreed(flagOf(), own("flag_2"))).value).toBe(true);
  });
});

describe("resets", () => {
  it("fall on the last day of a shorter month, and on the start's own day after it", async () => {
    expect(await resetOf("2026-04-10T00:00:00Z", "2026-01-31T10:00:00Z")).toBe("2026-04-30T10:00:00+00:00");
    expect(await resetOf("2026-05-01T00:00:00Z", "2026-01-31T10:00:00Z")).toBe("2026-05-31T10:00:00+00:00");
  });

  it("end with the subscription, also in the past", async () => {
    const reset = resetOf("2026-05-01T00:00:00Z", "2026-01-15T00:00:00Z", "2026-03-01T00:00:00Z");
    expect(await reset).toBe("2026-03-01T00:00:00+00:00");
  });

  it("are unknown when one of the subscription's dates cannot be read", async () => {
    expect(await resetOf("2026-05-01T00:00:00Z", "2026-01-15T00:00:00Z", "soon")).toBeNull();
    expect(await resetOf("2026-05-01T00:00:00Z", "2026-01-15 00:00", "2027-01-01T00:00:00Z")).toBeNull();
  });

  it("are on the coming Sunday, a week on when it is Sunday", async () => {
    clock = Date.parse("2026-11-22T00:00:00Z");
    const rule = meteredRule({ metric_period: "current_week", metric_period_month_reset: null });
    const result = await agreed(flagOf({ rules: [rule] }), companyOf());
    expect(result.featureUsageResetAt).toBe("2026-11-29T00:00:00+00:00");
  });
});

describe("preflight options", () => {
  const flag = flagOf({ rules: [meteredRule()] });
  const company = companyOf({ metrics: [metricOf("call", 99)] });

  it("count in the decision and not in the reported usage", async () => {
    expect(await agreed(flag, company)).toMatchObject({ value: true, featureUsage: 99 });
    expect(await agreed(flag, company, { usage: 1 })).toMatchObject({ value: false });
    expect(await agreed(flag, company, { event_usage: { event_subtype: "other", quantity: 5 } })).toMatchObject({
      value: true,
      featureUsage: 99,
    });
  });

  it("that are negative give the flag's default and say so", async () => {
    const result = await agreed(flag, company, { credit_cost: { unused: -1 } });
    expect(result).toMatchObject({
      value: false,
      err: "preflight credit cost cannot be negative",
      companyId: "comp_1",
    });
  });
});
