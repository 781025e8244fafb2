import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startEmulator } from "@schematic/emulator";
import { parse } from "yaml";
import { sample } from "../support/sample.ts";
import { call, capture, start, track } from "../support/start.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "seed-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, text);
  return path;
}

describe("seeds", () => {
  it("are read from YAML, JSON and TypeScript alike", async () => {
    const seeds = [
      await file("a.yaml", "flags:\n  - key: on\n    default: true\n"),
      await file("a.json", JSON.stringify({ flags: [{ key: "on", default: true }] })),
      await file("a.ts", 'export const seed: { flags: object[] } = { flags: [{ key: "on", default: true }] };\n'),
    ];
    for (const seed of seeds) {
      const emulator = await start({ seed });
      expect((await call(emulator, "POST /flags/on/check", { body: {} })).body.data.value).toBe(true);
    }
  });

  it.each([
    [
      "an unknown member",
      "flags:\n  - key: a\n    colour: red\n",
      ":3: flags.0.colour: is not a member that a seed has here",
    ],
    [
      "a wrong type",
      "companies:\n  - keys:\n      id: a\n    usage:\n      query: many\n",
      ":5: companies.0.usage.query: must be integer",
    ],
    ["a wrong word", "plans:\n  - name: Pro\n    type: bundle\n", ":3: plans.0.type: must be one of plan, add_on"],
    ["a missing member", "users:\n  - name: Ada\n", ":2: users.0: must have required property 'keys'"],
    ["a date that is none", "clock: soon\n", ":1: clock: must be a date"],
    [
      "a plan that is not there",
      "companies:\n  - keys: { id: a }\n    plan: Pro\n",
      ':3: companies.0.plan: there is no plan "Pro"',
    ],
    [
      "a feature that is not there",
      "plans:\n  - name: P\n    entitlements:\n      - feature: X\n",
      ':4: plans.0.entitlements.0.feature: there is no feature "X"',
    ],
    [
      "two values at once",
      "features:\n  - name: X\nplans:\n  - name: P\n    entitlements:\n      - feature: X\n        numeric: 1\n        boolean: true\n",
      "only one of boolean, numeric may be given",
    ],
    ["the same key twice", "flags:\n  - key: a\n  - key: a\n", ":3: flags.1: a flag with key a already exists"],
    ["text that is no YAML", "flags: [\n", ":"],
  ])("with %s are refused with file, line and member", async (_name, text, message) => {
    const path = await file("seed.yaml", text);
    const error = await startEmulator({ seed: path }).then(
      (emulator) => emulator.close().then(() => new Error("it started")),
      (problem: Error) => problem,
    );
    expect(error.message).toContain(path);
    expect(error.message).toContain(message);
  });

  it("exported from a state make the same state again", async () => {
    const first = await start();
    await capture(first, track("export", { id: "acme" }, { quantity: 2 }), track("inference_tokens", { id: "acme" }));
    await call(first, "POST /company-overrides", {
      body: { company_id: "comp_small", feature_id: "feat_sso", value_type: "boolean", value_bool: true },
    });
    await call(first, "PUT /_emulator/companies/comp_acme/subscription", {
      body: { trial_end: "2026-02-05T00:00:00Z" },
    });
    const yaml = await call(first, "GET /_emulator/seed?format=yaml");
    const seed = parse(yaml.body);
    const second = await start({ seed });
    expect(second.state.exportSeed()).toEqual(seed);
    for (const id of ["acme", "small"]) {
      const check = async (emulator: typeof first) =>
        (await call(emulator, "POST /flags/check", { body: { company: { id } } })).body.data;
      const simple = async (emulator: typeof first) => {
        const { flags, ...rest } = await check(emulator);
        return {
          ...rest,
          flags: flags.map((each: { flag: string; value: boolean; entitlement?: object }) => [
            each.flag,
            each.value,
            each.entitlement,
          ]),
        };
      };
      expect(await simple(second)).toEqual(await simple(first));
    }
  });

  it("can be added later and put everything back", async () => {
    const emulator = await start();
    expect((await call(emulator, "POST /_emulator/seed", { body: { flags: [{ key: "more" }] } })).body).toEqual({
      applied: true,
    });
    expect((await call(emulator, "POST /_emulator/seed", { body: { flags: [{ key: "more" }] } })).status).toBe(400);
    expect(emulator.state.rows("flags").map((flag) => flag.key)).toContain("more");
    await call(emulator, "POST /_emulator/reset", { body: {} });
    expect(emulator.state.rows("flags").map((flag) => flag.key)).not.toContain("more");
    expect(emulator.state.rows("companies")).toHaveLength(sample.companies?.length ?? 0);
    expect((await call(emulator, "GET /whoami")).status).toBe(200);
  });

  it("as the README shows one are good seeds", async () => {
    const readme = await readFile(join(import.meta.dirname, "../../README.md"), "utf8");
    const yaml = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
    const emulator = await start({ seed: await file("readme.yaml", yaml) });
    const { flags } = (await call(emulator, "POST /flags/check", { body: { company: { id: "acme" } } })).body.data;
    expect(flags.map((check: { flag: string; value: boolean }) => [check.flag, check.value])).toEqual([
      ["sso", false],
      ["inference", true],
      ["beta", true],
    ]);
  });
});
