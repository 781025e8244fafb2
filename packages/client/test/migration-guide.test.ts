import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { exportedNames, memberNames } from "./support/declarations.ts";

const root = join(import.meta.dirname, "../../..");
const guide = readFileSync(join(root, "docs/guides/from-node-sdk.md"), "utf8");
const prose = guide.replaceAll(/^```[\s\S]*?^```/gm, "");

/** Every word in backticks in the first column of a table, or in the text about credits. */
const named = new Set(
  [...prose.matchAll(/^\| ([^|]*) \|/gm), ...prose.matchAll(/## Credits\n([\s\S]*?)\n## /g)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, code = ""]) => code.match(/\w+/g) ?? []),
  ),
);

const missing = (names: readonly string[]) => names.filter((name) => !named.has(name));

/** What an entry such as `@schematic/cache/redis` exports, by its source. */
function entryText(entry: string): string {
  const { compilerOptions } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
  return readFileSync(join(root, compilerOptions.paths[entry][0]), "utf8");
}

describe("the guide for users of the official Node SDK", () => {
  it("names every export of theirs", () => {
    expect(exportedNames()).toContain("verifyWebhookSignature");
    expect(missing(exportedNames())).toEqual([]);
    expect(exportedNames("api/errors/index.d.ts")).toContain("InternalServerError");
    expect(missing(exportedNames("api/errors/index.d.ts"))).toEqual([]);
  });

  it.each([
    ["wrapper.d.ts", "SchematicOptions", "eventBufferInterval"],
    ["wrapper.d.ts", "CheckFlagOptions", "creditCost"],
    ["wrapper.d.ts", "TrackOptions", "backfill"],
    ["wrapper.d.ts", "IdentifyOptions", "prewarm"],
    ["BaseClient.d.ts", "BaseRequestOptions", "abortSignal"],
    ["cache/types.d.ts", "CacheOptions", "ttl"],
    ["cache/types.d.ts", "CacheProvider", "deleteMissing"],
    ["cache/redis.d.ts", "RedisOptions", "keyPrefix"],
    ["webhooks.d.ts", "VerifyWebhookSignatureOptions", "timestampHeader"],
    ["credits/types.d.ts", "CreditLeaseConfig", "lowWaterMark"],
    ["credits/types.d.ts", "CheckOptions", "onAcquireFailure"],
    ["credits/types.d.ts", "TrackWithReservationOptions", "traits"],
    ["errors/SchematicError.d.ts", "SchematicError", "rawResponse"],
  ])("names every option of theirs: %s, %s", (file, type, example) => {
    const names = memberNames(file, type);
    expect(names).toContain(example);
    expect(missing(names)).toEqual([]);
  });

  it.each([
    ["wrapper.d.ts", "SchematicClient", "trackWithReservation"],
    ["Client.d.ts", "SchematicClient", "scheduledcheckout"],
    ["rules-engine.d.ts", "RulesEngineClient", "getVersionKey"],
  ])("names every method of theirs: %s, %s", (file, type, example) => {
    const names = memberNames(file, type);
    expect(names).toContain(example);
    expect(missing(names)).toEqual([]);
  });

  it("points to exports that there are", () => {
    const pointers = [...prose.matchAll(/((?:`\w+`(?:, …)?,? )+)(?:and \S+ )?from `(@schematic\/[\w/-]+)`/g)];
    const absent = pointers.flatMap(([, names = "", entry = ""]) =>
      [...names.matchAll(/`(\w+)`/g)].flatMap(([, name = ""]) =>
        new RegExp(`\\b${name}\\b`).test(entryText(entry)) ? [] : [`${name} of ${entry}`],
      ),
    );
    expect(pointers.length).toBeGreaterThan(15);
    expect(absent).toEqual([]);
  });
});
