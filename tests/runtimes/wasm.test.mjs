import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { makeProject } from "./project.mjs";
import { runtimes } from "./targets.mjs";

const check = `async function check(loadWasmEngine) {
  const engine = await loadWasmEngine();
  const flag = { id: "flag", account_id: "a", environment_id: "e", key: "feature", default_value: true };
  return engine.versionKey + " " + engine.checkFlag(flag).value;
}`;
const expected = "4b54a537 true";

// Permissions and files are not given anywhere: the engine's bytes are a module like any other.
describe("the official WASM engine from the packed package", () => {
  let project;

  before(async () => {
    project = await makeProject();
    const esm = 'import { loadWasmEngine } from "@schematic/rulesengine/wasm";';
    project.write("wasm.mjs", `${esm}\n${check}\nconsole.log(await check(loadWasmEngine));\n`);
    const cjs = 'const { loadWasmEngine } = require("@schematic/rulesengine/wasm");';
    project.write("wasm.cjs", `${cjs}\n${check}\ncheck(loadWasmEngine).then(console.log);\n`);
    const fetch = "{ async fetch() { return new Response(await check(loadWasmEngine)); } }";
    project.write("wasm-worker.js", `${esm}\n${check}\nexport default ${fetch};\n`);
  });
  after(() => project.remove());

  for (const { name, command, args } of runtimes) {
    it(`runs on ${name} as ESM and as CommonJS`, async () => {
      for (const file of ["wasm.mjs", "wasm.cjs"]) {
        assert.equal((await project.run(command, [...args, file])).trim(), expected);
      }
    });
  }

  const bundle = (entry, options) =>
    build({
      absWorkingDir: project.folder,
      entryPoints: [entry],
      bundle: true,
      format: "esm",
      logLevel: "silent",
      ...options,
    });

  it("runs from a bundle, without a file beside it", async () => {
    await bundle("wasm.mjs", { outfile: join(project.folder, "bundle.mjs") });
    assert.equal((await project.run(process.execPath, ["bundle.mjs"])).trim(), expected);
  });

  it("is left out of a bundle that imports the TypeScript engine only", async () => {
    project.write("engine.js", 'export { createEngine } from "@schematic/rulesengine";\n');
    await bundle("engine.js", { outfile: join(project.folder, "engine-bundle.js"), minify: true });
    assert.ok(statSync(join(project.folder, "engine-bundle.js")).size < 40_000);
  });

  it("runs in a Worker's request, as a module compiled at deployment", async () => {
    const outdir = join(project.folder, "worker");
    await bundle("wasm-worker.js", { outdir, conditions: ["workerd"], loader: { ".wasm": "copy" } });
    const [script, wasm] = [".js", ".wasm"].map((end) => readdirSync(outdir).find((file) => file.endsWith(end)));
    assert.ok(statSync(join(outdir, script)).size < 40_000);
    const contents = (file) => readFileSync(join(outdir, file));
    const worker = new Miniflare({
      compatibilityDate: "2025-01-01",
      modulesRoot: outdir,
      modules: [
        { type: "ESModule", path: join(outdir, script), contents: contents(script).toString() },
        { type: "CompiledWasm", path: join(outdir, wasm), contents: contents(wasm) },
      ],
    });
    try {
      const response = await worker.dispatchFetch("http://worker.test/");
      assert.equal(await response.text(), expected);
    } finally {
      await worker.dispose();
    }
  });
});
