import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { chromium } from "playwright-core";
import * as entries from "./entries.mjs";
import { makeProject } from "./project.mjs";
import { startService } from "./service.mjs";

const bin = (...parts) => join(import.meta.dirname, "node_modules", ...parts);
const expected = {
  ready: true,
  sync: "datastream",
  check: true,
  delivered: true,
  webhook: "company.created",
  forged: "bad-signature",
  engine: true,
};
const { sync: _, ...expectedWithoutDatastream } = expected;

const runtimes = [
  { name: "Node 20", command: process.execPath, args: [] },
  { name: "Node 22", command: bin("node22/bin/node"), args: [] },
  { name: "Node 24", command: bin("node24/bin/node"), args: [] },
  { name: "Bun", command: bin(".bin/bun"), args: [] },
  { name: "Deno", command: bin(".bin/deno"), args: ["run", "--quiet", "--allow-all", "--node-modules-dir=manual"] },
];

describe("the packed packages", () => {
  let project;
  let service;

  before(async () => {
    [project, service] = await Promise.all([makeProject(), startService()]);
    project.write("esm.mjs", entries.esm);
    project.write("cjs.cjs", entries.cjs);
    project.write("worker.js", entries.worker);
    project.write("browser.js", entries.browser);
  });
  after(async () => {
    project?.remove();
    await service?.stop();
  });

  for (const { name, command, args } of runtimes) {
    for (const file of ["esm.mjs", "cjs.cjs"]) {
      it(`run the scenario on ${name} from ${file}`, async () => {
        const output = await project.run(command, [...args, file, service.url]);
        assert.deepEqual(JSON.parse(output), expected);
        assert.ok(service.takeDelivered().some((event) => event.type === "track"));
      });
    }
  }

  it("run the scenario on Cloudflare's workerd", async () => {
    const { outputFiles } = await build({
      entryPoints: [join(project.folder, "worker.js")],
      bundle: true,
      write: false,
      format: "esm",
      conditions: ["workerd", "worker"],
      platform: "neutral",
      mainFields: ["module", "main"],
      logLevel: "silent",
    });
    const miniflare = new Miniflare({ modules: true, script: outputFiles[0].text, compatibilityDate: "2026-01-01" });
    try {
      const response = await miniflare.dispatchFetch(`http://localhost/?url=${encodeURIComponent(service.url)}`);
      assert.deepEqual(await response.json(), expectedWithoutDatastream);
    } finally {
      await miniflare.dispose();
    }
  });

  it("run the scenario in Chromium", async () => {
    const { outputFiles } = await build({
      entryPoints: [join(project.folder, "browser.js")],
      bundle: true,
      write: false,
      format: "iife",
      platform: "browser",
      logLevel: "silent",
    });
    const browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
    try {
      const page = await browser.newPage();
      await page.goto(service.url);
      await page.addScriptTag({ content: outputFiles[0].text });
      const result = await page.evaluate((url) => globalThis.runScenario(url).then(JSON.stringify), service.url);
      assert.deepEqual(JSON.parse(result), expectedWithoutDatastream);
    } finally {
      await browser.close();
    }
  });

  for (const version of ["57", "59", "60", "70"]) {
    for (const [module, moduleResolution] of [
      ["node16", "node16"],
      ["esnext", "bundler"],
    ]) {
      it(`type-check for a user of TypeScript ${version[0]}.${version[1]} with ${moduleResolution}`, async () => {
        project.write("user.ts", entries.typescript);
        const lib = ["es2022", "dom", "esnext.disposable"];
        const compilerOptions = {
          target: "es2022",
          lib,
          module,
          moduleResolution,
          types: [],
          noEmit: true,
          strict: true,
          skipLibCheck: false,
        };
        project.write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["user.ts"] }));
        await project.run(process.execPath, [bin(`typescript${version}/bin/tsc`)]);
      });
    }
  }
});
