import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { VERSION } from "../../src/connection/handshake-headers.ts";

it("the version that the service is told is the package's", () => {
  const manifest = JSON.parse(readFileSync(`${import.meta.dirname}/../../package.json`, "utf8")) as { version: string };
  expect(VERSION).toBe(manifest.version);
});
