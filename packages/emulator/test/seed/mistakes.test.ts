import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startEmulator } from "@schematic/emulator";
import { call, start } from "../support/start.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "seed-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function refusal(seed: string): Promise<string> {
  return startEmulator({ seed }).then(
    (emulator) => emulator.close().then(() => "it started"),
    (problem: Error) => problem.message,
  );
}

const condition = (condition_type: string, more: object): object => ({
  ...{ condition_type, operator: "eq", resource_ids: [], trait_value: "" },
  ...more,
});

describe("mistakes in a seed", () => {
  it.each([
    ["a clock before time began", "clock: 1960-01-01\n", ":1: clock: not an instant"],
    [
      "an id twice",
      "plans:\n  - { id: a, name: A }\n  - { id: a, name: B }\n",
      ":3: plans.1.id: there is a plan with this id",
    ],
    [
      "a company's id twice",
      "companies:\n  - { id: a, keys: { id: x } }\n  - { id: a, keys: { id: y } }\n",
      ":3: companies.1.id: there is a company with this id",
    ],
    [
      "keys of another id",
      "companies:\n  - { id: a, keys: { id: x } }\n  - { id: b, keys: { id: x } }\n",
      ":3: companies.1: is the same company as companies.0, at line 2",
    ],
    [
      "a company twice",
      "companies:\n  - keys: { id: x }\n    plan: A\n  - keys: { slug: y, ID: X }\nplans: [{ name: A }]\n",
      ":4: companies.1: is the same company as companies.0, at line 2",
    ],
    [
      "a user twice, once named without an id",
      "users:\n  - { id: a, keys: { id: x } }\n  - { keys: { id: x } }\n",
      ":3: users.1: is the same user as users.0, at line 2",
    ],
    [
      "a name twice that is meant",
      "features: [{ name: F }]\nplans: [{ name: A }, { name: A }]\ncompanies:\n  - { keys: { id: x }, plan: A }\n",
      ':4: companies.0.plan: there are 2 plans called "A"',
    ],
    ["a webhook that goes nowhere", "webhooks:\n  - url: localhost:3000\n", ":2: webhooks.0: url must be"],
    [
      "a webhook type that does not exist",
      "webhooks:\n  - url: http://localhost:1\n    types: [company.exploded]\n",
      ":3: webhooks.0.types.0: there is no webhook type",
    ],
    [
      "a condition on no trait",
      "flags:\n  - key: a\n    rules:\n      - { name: r, value: true, conditions: [{ type: trait, value: x }] }\n",
      ":4: flags.0.rules.0.conditions.0: a trait condition needs trait",
    ],
    [
      "a condition on no event",
      "flags:\n  - key: a\n    rules:\n      - { name: r, value: true, groups: [[{ type: metric, value: 3 }]] }\n",
      ":4: flags.0.rules.0.groups.0.0: a metric condition needs event",
    ],
    [
      "a condition on no plan",
      "flags:\n  - key: a\n    rules:\n      - { name: r, value: true, conditions: [{ type: plan }] }\n",
      "a plan condition needs in",
    ],
    [
      "more left than was given",
      "credits: [{ name: T }]\ncompanies:\n  - keys: { id: a }\n    grants: [{ credit: T, quantity: 1, remaining: 2 }]\n",
      ":4: companies.0.grants.0.remaining: is more than the quantity",
    ],
    [
      "a period that ends before it begins",
      "companies:\n  - keys: { id: a }\n    subscription: { periodStart: 2026-02-01, periodEnd: 2026-01-01 }\n",
      ":3: companies.0.subscription: period_end must be after period_start",
    ],
    [
      "an event feature without an event",
      "features:\n  - { name: F, type: event }\n",
      ":2: features.0: an event feature needs event",
    ],
    [
      "a user of two companies at once",
      "companies: [{ keys: { id: a } }, { keys: { slug: b } }]\nusers:\n  - keys: { id: u }\n    companies: [{ id: a, slug: b }]\n",
      ":4: users.0.companies.0: keys match more than one company",
    ],
    ["a reference that runs in a circle", "a: &a [*a]\n", ":1: "],
    [
      "traits that refer to themselves",
      "users:\n  - keys: { id: a }\n    traits: &a { b: *a }\n",
      ": refers to itself",
    ],
    ["two documents", "flags: []\n---\nflags: []\n", ": "],
    ["a list", "- flags\n", ":1: seed: must be object"],
  ])("such as %s are refused with the file and the place", async (_name, text, message) => {
    const path = join(directory, "seed.yaml");
    await writeFile(path, text);
    const problem = await refusal(path);
    expect(problem).toContain(path);
    expect(problem).toContain(message);
  });

  it("such as a path that is a folder, or not there, name the path", async () => {
    expect(await refusal(directory)).toContain(`${directory}: cannot be read`);
    expect(await refusal(join(directory, "none.yaml"))).toContain("none.yaml: cannot be read");
    expect(await refusal(join(directory, "none.ts"))).toContain("none.ts: cannot be read");
  });

  it("such as too many aliases, or text that is not text, are refused by the file's name", async () => {
    const bomb = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ..."bcdefgh".split("").map((name, index) => `${name}: &${name} [${`*${"abcdefgh"[index]},`.repeat(9)}]`),
    ];
    const path = join(directory, "bomb.yaml");
    await writeFile(path, bomb.join("\n"));
    expect(await refusal(path)).toContain(path);
    await writeFile(path, Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x00]));
    expect(await refusal(path)).toContain(path);
  });

  it("such as those met while adding or resetting leave the state and the clock as they were", async () => {
    const emulator = await start();
    const before = emulator.state.exportSeed();
    const bad = { clock: "2030-01-01T00:00:00Z", companies: [{ keys: { id: "n" }, plan: "none" }] };
    expect(await call(emulator, "POST /_emulator/reset", { body: { seed: bad } })).toMatchObject({
      status: 400,
      body: { error: 'companies.0.plan: there is no plan "none"' },
    });
    expect((await call(emulator, "POST /_emulator/seed", { body: bad })).status).toBe(400);
    expect(() => emulator.state.reset(bad)).toThrow("companies.0.plan");
    expect(emulator.state.exportSeed()).toEqual(before);
    expect(emulator.clock.iso()).toBe("2026-01-15T12:00:00.000Z");
  });
});

describe("a seed that is exported", () => {
  it("can be read again whatever the API let be: references to what is gone, features without what they count", async () => {
    const emulator = await start();
    const none = { conditions: [], condition_groups: [] };
    const rules = [
      {
        name: "Gone plan",
        value: true,
        priority: 0,
        ...none,
        conditions: [condition("plan", { resource_ids: ["plan_pro"] })],
      },
      { name: "No trait", value: true, priority: 1, ...none, conditions: [condition("trait", { trait_value: "x" })] },
      {
        name: "No credit",
        value: true,
        priority: 2,
        ...none,
        condition_groups: [{ conditions: [condition("credit", {})] }],
      },
      {
        name: "Compared",
        value: true,
        priority: 3,
        ...none,
        conditions: [condition("credit", { credit_id: "bilcr_tokens", credit_cost: 3 })],
      },
    ];
    expect((await call(emulator, "PUT /flags/flag_beta/rules", { body: { rules } })).status).toBe(200);
    await call(emulator, "POST /features", { body: { name: "Empty", description: "", feature_type: "event" } });
    await call(emulator, "DELETE /billing/credits/bilcr_tokens");
    await call(emulator, "DELETE /plans/plan_pro");
    const seed = emulator.state.exportSeed();
    const again = await start({ seed });
    expect(again.state.exportSeed()).toEqual(seed);
    expect(again.state.rows("flags").find(({ key }) => key === "beta")?.rules).toMatchObject([
      { name: "Gone plan", conditions: [{ resource_ids: [] }] },
      { name: "Compared", conditions: [{ credit_id: "bilcr_tokens", credit_cost: 3 }] },
    ]);
  });
});

describe("a seed that is added", () => {
  it("may not give a company that is there another id", async () => {
    const emulator = await start();
    const seed = { companies: [{ id: "comp_other", keys: { id: "acme" } }] };
    expect(() => emulator.state.seed(seed)).toThrow("companies.0.id: these keys belong to the company comp_acme");
  });

  it("leaves what it does not mention of a company that is there: plan, add-ons, traits", async () => {
    const emulator = await start();
    await call(emulator, "PUT /company-plans/comp_acme", {
      body: { base_plan_id: "plan_pro", add_on_ids: ["plan_extra"] },
    });
    emulator.state.seed({ companies: [{ keys: { id: "acme" }, grants: [{ credit: "Tokens", quantity: 5 }] }] });
    expect(emulator.state.rows("companies")[0]).toMatchObject({
      plan_id: "plan_pro",
      add_ons: [{ plan_id: "plan_extra" }],
      traits: { city: "Atlanta" },
    });
  });
});
