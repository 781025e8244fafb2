import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import webpack from "webpack";
import { scenarioInChromium } from "./chromium.mjs";
import * as entries from "./entries.mjs";
import { expected, expectedWithoutDatastream } from "./expected.mjs";
import { makeProject } from "./project.mjs";
import { startService } from "./service.mjs";

describe("bundlers", () => {
  let project;
  let service;

  before(async () => {
    [project, service] = await Promise.all([makeProject(), startService()]);
    project.write("esm.mjs", entries.esm);
    project.write("browser.js", entries.browser);
  });
  after(async () => {
    project?.remove();
    await service?.stop();
  });

  it("esbuild bundles everything for Node without a warning, and the bundle works", async () => {
    const outfile = join(project.folder, "bundled.mjs");
    const { warnings } = await esbuild({
      entryPoints: [join(project.folder, "esm.mjs")],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      // ws is CommonJS and requires Node's own modules.
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
      logLevel: "silent",
    });
    assert.deepEqual(warnings, []);
    const output = await project.run(process.execPath, [outfile, service.url]);
    assert.deepEqual(JSON.parse(output), expected);
  });

  /** Bundled for pages by each bundler: the script, and what it warned of. */
  const pageBundles = {
    esbuild: async () => {
      const options = { bundle: true, write: false, platform: "browser", format: "esm", logLevel: "silent" };
      const entryPoints = [join(project.folder, "browser.js")];
      const { outputFiles, warnings } = await esbuild({ entryPoints, ...options });
      return { script: outputFiles[0].text, warnings };
    },
    Vite: async () => {
      const warnings = [];
      const input = join(project.folder, "browser.js");
      const onwarn = (warning) => warnings.push(String(warning.message));
      const options = { root: project.folder, configFile: false, logLevel: "silent" };
      const { output } = await vite({ ...options, build: { write: false, rollupOptions: { input, onwarn } } });
      return { script: output[0].code, warnings };
    },
    webpack: () => webpackBundle({ target: "web", entry: "browser.js" }),
  };

  async function webpackBundle({ target, entry }) {
    const path = join(project.folder, `webpack-${target}`);
    const stats = await promisify(webpack)({
      ...{ mode: "production", target, context: project.folder, performance: false },
      entry: join(project.folder, entry),
      output: { path, filename: "main.cjs" },
      experiments: { topLevelAwait: true },
      // ws loads these only where they are installed.
      externals: { bufferutil: "commonjs bufferutil", "utf-8-validate": "commonjs utf-8-validate" },
    });
    const { errors, warnings } = stats.toJson({ errors: true, warnings: true });
    const script = readFileSync(join(path, "main.cjs"), "utf8");
    return { script, warnings: [...errors, ...warnings].map(({ message }) => message) };
  }

  for (const [name, bundle] of Object.entries(pageBundles)) {
    it(`${name} bundles for browsers without a warning, and Chromium runs the scenario`, async () => {
      const { script, warnings } = await bundle();
      assert.deepEqual(warnings, []);
      assert.deepEqual(await scenarioInChromium(script, service.url), expectedWithoutDatastream);
    });
  }

  it("webpack bundles everything for Node without a warning, and the bundle works", async () => {
    const { warnings } = await webpackBundle({ target: "node", entry: "esm.mjs" });
    assert.deepEqual(warnings, []);
    const output = await project.run(process.execPath, ["webpack-node/main.cjs", service.url]);
    assert.deepEqual(JSON.parse(output), expected);
  });
});
