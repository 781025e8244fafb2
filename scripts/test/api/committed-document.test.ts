import { spawnSync } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { methodsOf } from "../../src/api/emit/api.ts";
import { toStandard } from "../../src/api/openapi/standard.ts";
import { prepare } from "../../src/api/prepare.ts";
import { pull } from "../../src/api/pull-document.ts";
import { readOverlays, readUpstream } from "../../src/api/workspace.ts";
import { serveDocuments } from "./support/document-server.ts";

const root = join(import.meta.dirname, "../../..");
const upstream = await readUpstream(root);
const { document, unmatched } = prepare(upstream, await readOverlays(root));
const methods = methodsOf(document);

describe("the committed document", () => {
  it("has 289 operations, each with a summary of ours", () => {
    expect(methods).toHaveLength(289);
    expect(methods.filter((method) => (method.source.summary ?? "") === "").map((method) => method.name)).toEqual([]);
  });

  it("leaves no overlay action without its place", () => {
    expect(unmatched).toEqual([]);
  });

  it("marks what adds something each time", () => {
    const names = methods.filter((method) => method.adds).map((method) => method.name);
    expect(names).toEqual(
      expect.arrayContaining([
        "grantBillingCreditsToCompany",
        "managePlan",
        "checkoutInternal",
        "upsertInvoice",
        "createEvent",
      ]),
    );
    expect(names).not.toContain("upsertCompany");
  });

  it("holds no prose in its files", () => {
    expect(JSON.stringify(upstream)).not.toMatch(/"(description|summary|title|example|examples)":"[^"]{20,}/);
  });

  it("is the same after a pull of itself, at full size", async () => {
    const copy = await mkdtemp(join(tmpdir(), "schematic-api-"));
    const server = await serveDocuments({});
    try {
      for (const folder of [
        "openapi",
        "packages/api/src/generated",
        "packages/emulator/src/generated",
        "packages/rulesengine/src/generated",
        "packages/webhooks/src/generated",
      ])
        await cp(join(root, folder), join(copy, folder), { recursive: true });
      const address = server.serve("/api.json", toStandard(upstream));
      expect(await pull(copy, address)).toEqual({ files: [], unmatched: [] });
    } finally {
      await server.close();
      await rm(copy, { recursive: true, force: true });
    }
  }, 60_000);

  it("is not touched by the command when the input is bad, which ends with status 1 and says why", () => {
    const tsx = join(root, "node_modules/.bin/tsx");
    const { status, stderr } = spawnSync(tsx, [join(root, "scripts/src/api/pull.ts"), "/nonexistent.yml"], {
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/Nothing was changed\.\n\/nonexistent\.yml cannot be read/),
    ]);
  });
});
