import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { consoleBrowser } from "../support/console.ts";
import { spawnBuilt } from "../support/spawn.ts";

const root = join(import.meta.dirname, "../..");
const bin = join(root, "bin/schematic-emulator.js");
/** The test command builds first. */
const describeBuilt = existsSync(join(root, "dist/esm/bin.js")) ? describe : describe.skip;

/** What nothing but a compiler for TypeScript takes: types, an enum, and a module of the same kind beside it. */
const seed = `import { key } from "./key.ts";
enum Default { Off, On }
export const seed: { flags: { key: string; default: boolean }[] } = { flags: [{ key, default: Default.On === 0 }] };
`;

describeBuilt("the built package", () => {
  const browser = consoleBrowser();

  it("serves its console by the command, with a seed in TypeScript, and a switch there changes the next check", async () => {
    const folder = await mkdtemp(join(tmpdir(), "built-"));
    await writeFile(join(folder, "key.ts"), `export const key: string = "from-typescript";\n`);
    await writeFile(join(folder, "seed.ts"), seed);
    const { url, child, exited } = await spawnBuilt(bin, "--port", "0", "--seed", join(folder, "seed.ts"));
    const check = async (): Promise<boolean> => {
      const headers = { "x-schematic-api-key": "sch_dev_emulator" };
      const response = await fetch(`${url}/flags/from-typescript/check`, { method: "POST", headers, body: "{}" });
      return ((await response.json()) as { data: { value: boolean } }).data.value;
    };
    expect(await check()).toBe(false);
    const page = await browser.open({ url });
    await page.getByRole("switch", { name: "What from-typescript answers when no rule matches" }).click();
    await page.locator('[role="switch"][aria-checked="true"]').waitFor();
    expect(await check()).toBe(true);
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
    await rm(folder, { recursive: true });
  }, 60_000);

  it.each([
    ["a CommonJS program", `const { startEmulator } = require(process.argv[1]); startEmulator()`, "dist/cjs/index.js"],
    ["an ES module", `import(process.argv[1]).then(({ startEmulator }) => startEmulator())`, "dist/esm/index.js"],
  ])("serves every file of its console to %s", async (_name, code, entry) => {
    const { url } = await spawnBuilt("-e", `${code}.then(({ url }) => console.log("on " + url))`, join(root, entry));
    const html = await (await fetch(url)).text();
    const assets = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? "");
    expect(assets.length).toBeGreaterThanOrEqual(3);
    const types = await Promise.all(
      assets.map(async (path) => {
        const response = await fetch(url + path);
        return `${response.status} ${response.headers.get("content-type")?.split(";")[0]}`;
      }),
    );
    expect(types.sort()).toEqual(["200 image/svg+xml", "200 text/css", "200 text/javascript"]);
  });
});
