import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { USER_AGENT } from "../src/version.ts";

it("names itself to the service by its version", () => {
  const { name, version } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8"));
  expect(USER_AGENT).toBe(`${name}/${version}`);
});
