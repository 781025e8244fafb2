import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startEmulator } from "@schematic/emulator";
import { start } from "../support/start.ts";

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "seed-")), "seed.json");
});
afterEach(() => rm(join(path, ".."), { recursive: true, force: true }));

/** What is said of a seed in JSON, after the file's name. */
async function refusal(text: string): Promise<string> {
  await writeFile(path, text);
  const message = await startEmulator({ seed: path }).then(
    (emulator) => emulator.close().then(() => "it started"),
    (problem: Error) => problem.message,
  );
  return message.replace(`${path}:`, "");
}

describe("a seed in JSON", () => {
  it.each([
    [
      "a comma after a list's end",
      '{\n  "flags": [\n    { "key": "a" },\n  ]\n}',
      "4: flags: has a comma after its last element",
    ],
    [
      "a comma after an object's end",
      '{\n  "flags": [\n    { "key": "a",\n    }\n  ]\n}',
      "4: flags.0: has a comma after its last member",
    ],
    [
      "no comma",
      '{ "flags": [\n{ "key": "a"\n "default": true }] }',
      "3: flags.0.key: must be followed by a comma or }",
    ],
    ["a comment", '{\n  // none\n  "flags": [] }', "2: seed: must have names in double quotes"],
    ["a bare name", '{\n  "flags": [{ key: "a" }] }', "2: flags.0: must have names in double quotes"],
    ["single quotes", "{\n  \"clock\": '2026-01-01' }", "2: clock: must be a value of JSON"],
    ["a line end in a text", '{ "clock": "2026-\n01-01" }', "1: clock: has a text without end"],
    ["no colon", '{\n "clock" "2026-01-01" }', "2: clock: must be followed by a colon"],
    ["a number of another kind", '{ "flags": [01] }', "1: flags.0: must be followed by a comma or ]"],
    [
      "a member twice",
      '{ "flags": [],\n  "users": [],\n  "flags": [] }',
      "3: flags: is there twice, the first time at line 1",
    ],
    ["no end", '{\n  "flags": [\n', "3: flags.0: must be a value of JSON"],
    ["more than one value", "{}\n{}", "2: seed: has something after its end"],
    ["nothing", "", "1: seed: must be a value of JSON"],
    ["YAML", "flags: []\n", "1: seed: must be a value of JSON"],
    ["brackets without end", "[".repeat(200_000), "1: "],
    [
      "a member that a seed has not",
      '{\n  "flags": [\n    { "key": "a",\n      "colour": 1 }\n  ]\n}',
      "4: flags.0.colour: is not",
    ],
    [
      "a value of another type",
      '{\n  "flags": [\n    {\n      "key":\n        1 }\n  ]\n}',
      "4: flags.0.key: must be string",
    ],
    [
      "a company twice",
      '{ "companies": [\n  { "keys": { "id": "a" } },\n  { "keys": { "id": "a" } } ] }',
      "3: companies.1: is the same company as companies.0, at line 2",
    ],
  ])("with %s is refused with line and member", async (_name, text, message) => {
    expect((await refusal(text)).slice(0, message.length)).toBe(message);
  });

  it("means what JSON.parse makes of it", async () => {
    const seed = {
      flags: [{ key: 'q"\\/\b\u007f\u2028é😀', default: true, rules: [] }],
      companies: [{ keys: { id: "a" }, traits: { deep: [[], {}, [null, false, -0.5, 1.5e30, 12]], "": "" } }],
    };
    const unusual = JSON.stringify(seed, null, "\t").replaceAll("\n", "\r\n").replace("é", "\\u00e9");
    await writeFile(path, `\ufeff${unusual}\n`);
    const emulator = await start({ seed: path });
    const [flag] = emulator.state.rows("flags");
    expect({ flag: flag?.key, traits: emulator.state.rows("companies")[0]?.traits }).toEqual({
      flag: seed.flags[0]?.key,
      traits: seed.companies[0]?.traits,
    });
  });
});
