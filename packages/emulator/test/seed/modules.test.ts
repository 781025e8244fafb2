import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startEmulator } from "@schematic/emulator";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "seed-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** What is said of a seed in TypeScript, after the folder. */
async function refusal(text: string, name = "seed.ts"): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, text);
  const message = await startEmulator({ seed: path }).then(
    (emulator) => emulator.close().then(() => "it started"),
    (problem: Error) => problem.message,
  );
  return message.replace(`${directory}/`, "");
}

const unknownMember = "is not a member that a seed has here";

describe("mistakes in a seed that is a module", () => {
  it.each([
    [
      "written out by default",
      'export default {\n  flags: [\n    { key: "a" },\n    { key: "b", colour: 1 },\n  ],\n};\n',
      `seed.ts:4: flags.1.colour: ${unknownMember}`,
    ],
    [
      "of a type",
      'import type { Seed } from "@schematic/emulator";\n\nexport default {\n  companies: [{ keys: { id: "a" },\n    plan: "Pro" }],\n} satisfies Seed;\n',
      'seed.ts:5: companies.0.plan: there is no plan "Pro"',
    ],
    [
      "called seed",
      'export const seed: { flags: object[] } = {\n  flags: [\n    {\n      key: "a",\n      colour: 1,\n    },\n  ],\n};\n',
      `seed.ts:5: flags.0.colour: ${unknownMember}`,
    ],
    [
      "put together from variables",
      'const plan = "Pro";\nconst companies = [\n  { keys: { id: "a" } },\n  { keys: { id: "b" }, plan },\n];\nexport default { companies };\n',
      'seed.ts:4: companies.1.plan: there is no plan "Pro"',
    ],
    [
      "with brackets in texts and comments",
      'export default {\n  // flags: [ {\n  features: [{ name: "a ] } \\" {" }, { name: \'b\' }], /* { */\n  "flags": [{ key: `c } ]` },\n    { "key": "d",\n      "colour": 1 }],\n};\n',
      `seed.ts:6: flags.1.colour: ${unknownMember}`,
    ],
    [
      "made in part by a call, at what is written out around it",
      "const flag = () => ({ key: 1 });\nexport default {\n  flags:\n    [\n      flag(),\n    ],\n};\n",
      "seed.ts:5: flags.0.key: must be string",
    ],
    [
      "with a list that holds another, at that list",
      'const more = [{ key: "a" }];\nexport default {\n  flags: [...more, { key: 1 }],\n};\n',
      "seed.ts:3: flags.1.key: must be string",
    ],
    [
      "made by a function, without a line",
      "const make = (flags) => ({ flags });\nexport default make([{ key: 1 }]);\n",
      "seed.ts: flags.0.key: must be string",
    ],
    [
      "with a company twice, with both lines",
      'export default {\n  companies: [\n    { keys: { id: "a" } },\n    { keys: { id: "b" } },\n    { keys: { id: "a" } },\n  ],\n};\n',
      "seed.ts:5: companies.2: is the same company as companies.0, at line 3",
    ],
    ["that does not parse", "export default {\n  flags: [\n", "seed.ts:3: cannot be loaded: "],
    ["that throws", 'export const seed = {};\nthrow new Error("no");\n', "seed.ts:2: cannot be loaded: "],
  ])("%s are told with file, line and member", async (_name, text, message) => {
    expect(await refusal(text)).toContain(message);
  });

  it("are told of CommonJS too", async () => {
    const text = "module.exports = {\n  flags: [{ key: 1 }],\n};\n";
    expect(await refusal(text, "seed.cjs")).toBe("seed.cjs:2: flags.0.key: must be string");
  });
});
