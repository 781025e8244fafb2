import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import webpack from "webpack";
import * as entries from "./entries.mjs";
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
    assert.equal(JSON.parse(output).sync, "datastream");
  });

  it("esbuild bundles for browsers without a warning", async () => {
    const { warnings } = await esbuild({
      entryPoints: [join(project.folder, "browser.js")],
      bundle: true,
      write: false,
      platform: "browser",
      logLevel: "silent",
    });
    assert.deepEqual(warnings, []);
  });

  it("Vite bundles for browsers without a warning", async () => {
    const warnings = [];
    await vite({
      root: project.folder,
      configFile: false,
      logLevel: "silent",
      build: {
        write: false,
        rollupOptions: {
          input: join(project.folder, "browser.js"),
          onwarn: (warning) => warnings.push(String(warning.message)),
        },
      },
    });
    assert.deepEqual(warnings, []);
  });

  for (const target of ["web", "node"]) {
    it(`webpack bundles for ${target} without a warning`, async () => {
      const stats = await promisify(webpack)({
        mode: "production",
        target,
        context: project.folder,
        entry: join(project.folder, target === "web" ? "browser.js" : "esm.mjs"),
        output: { path: join(project.folder, `webpack-${target}`) },
        experiments: { topLevelAwait: true },
        // ws loads these only where they are installed.
        externals: { bufferutil: "commonjs bufferutil", "utf-8-validate": "commonjs utf-8-validate" },
        performance: false,
      });
      const { errors, warnings } = stats.toJson({ errors: true, warnings: true });
      assert.deepEqual(
        errors.map((error) => error.message),
        [],
      );
      assert.deepEqual(
        warnings.map((warning) => warning.message),
        [],
      );
    });
  }
});
