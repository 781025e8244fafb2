import { describe, expect, it } from "@jest/globals";
import { build } from "esbuild";
import { vectors } from "./vectors.ts";

const source = new URL("../src/", import.meta.url).pathname;

/** The main entry as a bundler for the edge sees it: without the `node` condition. */
async function edgeBundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${source}index.ts`],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    alias: { "#webhooks/crypto": `${source}crypto/web.ts` },
  });
  return outputFiles[0]?.text ?? "";
}

describe("the bundle for runtimes without node:crypto", () => {
  it("names nothing of Node's", async () => {
    const code = await edgeBundle();
    expect(code).toContain("subtle");
    expect(code).not.toMatch(/node:|\bBuffer\b|\bprocess\.|require\(/);
  });

  it("verifies and signs", async () => {
    const url = `data:text/javascript;base64,${Buffer.from(await edgeBundle()).toString("base64")}`;
    const { computeSignature, signWebhook, verifyWebhook } = await import(url);
    for (const { body, timestamp, secret, signature } of vectors) {
      expect(await computeSignature(body, timestamp, secret)).toBe(signature);
    }
    const signed = await signWebhook({ action: "test.send" }, { secret: "k" });
    expect(await verifyWebhook(signed, { secret: "k" })).toMatchObject({ action: "test.send" });
    await expect(verifyWebhook(signed, { secret: "other" })).rejects.toMatchObject({ code: "bad-signature" });
  });
});
