import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { handshakeHeaders } from "../../src/connection/handshake-headers.ts";

it("the name and version that the service is told are the package's", () => {
  const manifest = JSON.parse(readFileSync(`${import.meta.dirname}/../../package.json`, "utf8"));
  expect(handshakeHeaders({ apiKey: "key_1", environmentId: undefined, headers: undefined })).toEqual({
    "X-Schematic-Api-Key": "key_1",
    "X-Schematic-Client": manifest.name,
    "X-Schematic-Client-Version": manifest.version,
    "X-Schematic-Datastream-Mode": "datastream",
  });
});
